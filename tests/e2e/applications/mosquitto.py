"""Mosquitto: published to inside the cluster, subscribed to from outside by WebSockets."""

import threading
from urllib.parse import urlsplit

from paho.mqtt.client import MQTT_ERR_SUCCESS, Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from support.wait import PATIENCE as SECONDS
from support.wait import wait_for

from .base import PASSWORD, Application

TOPIC, MESSAGE = "house/kitchen/kettle", "boiling"


class Mosquitto(Application):
    slug = "mosquitto"
    changed = {"configuration.maxQueuedMessages": 50, "auth.password": PASSWORD}
    immutable = {"persistence.size": "2Gi"}

    def fill(self):
        """A retained message, which the broker has to keep for who comes later."""
        self.password = self.reveal("auth.password")
        with self.cluster.forwarded(self.service, 1883) as port, Connected("localhost", port, self.password) as client:
            client.publish(TOPIC, MESSAGE, qos=1, retain=True)
        assert not self._lets_in("")

    def expect_data(self):
        with self.outside(self.reveal("auth.password")) as client:
            assert client.next_message(TOPIC) == MESSAGE

    def expect_change(self):
        assert self._lets_in(PASSWORD)
        assert not self._lets_in(self.password)

    def outside(self, password: str) -> "Connected":
        """A client that comes through the ingress."""
        ingress = urlsplit(self.site.ingress_url)
        return Connected(ingress.hostname, ingress.port or 80, password, host=self.host)

    def _lets_in(self, password: str) -> bool:
        try:
            with self.outside(password):
                return True
        except PermissionError:
            return False


class _Client(Client):
    """Closes a connection on which the WebSocket is refused, which paho leaves to the garbage collector."""

    def _create_socket(self):
        self.connection = None
        try:
            return super()._create_socket()
        except OSError:
            if self.connection:
                self.connection.close()
            raise

    def _create_socket_connection(self):
        self.connection = super()._create_socket_connection()
        return self.connection


class Connected:
    """A connection that is there inside the block; PermissionError where the broker refuses it.

    With `host` it goes by WebSockets, asking for that host name.
    """

    def __init__(self, address: str, port: int, password: str, host: str = ""):
        self.address, self.port = address, port
        self.client = _Client(CallbackAPIVersion.VERSION2, transport="websockets" if host else "tcp")
        if host:
            self.client.ws_set_options(path="/", headers={"Host": host})
        if password:
            self.client.username_pw_set("home", password)
        self.answered = threading.Event()
        self.heard = threading.Event()
        self.messages: list[str] = []
        self.client.on_connect = self._on_connect
        self.client.on_message = self._on_message

    def __enter__(self) -> "Connected":
        wait_for(self._reached, f"no way to {self.address}:{self.port}")
        self.client.loop_start()
        assert self.answered.wait(SECONDS), "the broker does not answer"
        if self.refusal.is_failure:
            self.__exit__()
            raise PermissionError(str(self.refusal))
        return self

    def _reached(self) -> bool:
        try:
            return self.client.connect(self.address, self.port) == MQTT_ERR_SUCCESS
        except OSError:
            return False

    def __exit__(self, *failure: object) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def publish(self, topic: str, text: str, **options: object) -> None:
        self.client.publish(topic, text, **options).wait_for_publish(SECONDS)

    def subscribe(self, topic: str) -> None:
        self.client.subscribe(topic, qos=1)

    def next_message(self, topic: str) -> str:
        """The first message of `topic`, be it kept for us or new."""
        self.subscribe(topic)
        return self.first()

    def first(self) -> str:
        assert self.heard.wait(SECONDS), "no message came"
        return self.messages[0]

    def _on_connect(self, _client: Client, _data: object, _flags: object, reason: object, _properties: object) -> None:
        self.refusal = reason
        self.answered.set()

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        self.messages.append(message.payload.decode())
        self.heard.set()
