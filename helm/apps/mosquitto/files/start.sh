#!/bin/sh
# The broker wants its users' passwords hashed; its own tool does that in place.
set -eu
umask 077
cat /run/secrets/mosquitto/users > /tmp/users
mosquitto_passwd -U /tmp/users
exec mosquitto -c /etc/mosquitto-chart/mosquitto.conf
