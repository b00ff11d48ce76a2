"""What the operator says, in each reader's language: its table of sentences, told by keys and parameters.

What is kept is what the operator sent, its English text included, and is translated when somebody reads it. Words of
others (the cluster's, Helm's, a program's) are parameters and stay as they are.
"""

from functools import reduce

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# The operator's own table, `paas_operator/sentences.py`; its tests compare the two.
SENTENCES = {
    "cluster_says": _lt("The cluster says: “%(text)s”."),
    "helm_says": _lt("Helm says: “%(text)s”."),
    "last_words": _lt("It said last: “%(text)s”."),
    "image_pull": _lt("The image %(image)s can't be pulled."),
    "out_of_memory": _lt("The container %(container)s needs more memory than it may use."),
    "crash_loop": _lt("The container %(container)s starts and ends with status %(status)s."),
    "crash_loop.again": _lt(
        "The container %(container)s starts and ends with status %(status)s, %(times)s times so far."),
    "crash_loop.unknown": _lt("The container %(container)s starts and ends again and again."),
    "container_not_made": _lt("The container %(container)s can't be made."),
    "pod_over_quota": _lt("A pod does not fit in the workspace's quota."),
    "pod_over_quota.surge": _lt("The new pod, which starts beside the old one, does not fit in the workspace's quota."),
    "pod_over_quota.hook": _lt("A pod of the chart's hook does not fit in the workspace's quota."),
    "too_many_objects": _lt("The workspace has as many %(kind)s as it may have."),
    "pod_refused": _lt("The cluster refuses the pod."),
    "volume_pending": _lt("The volume %(volume)s is not ready yet."),
    "volume_not_attached": _lt("A volume can't be attached."),
    "no_node": _lt("No node of the cluster has room for the pod."),
    "probe_failing": _lt("The application runs but does not answer its health check."),
    "hook_hanging": _lt("The chart's hook %(hook)s runs and does not come to its end."),
    "namespace_slow": _lt("The workspace's namespace is not ready yet."),
    "chart_slow": _lt("The chart repository takes long to answer."),
    "helm_slow": _lt("Helm takes long, or waits for others to come to their end."),
    "removal_slow": _lt("Pods or volumes of the service take long to go away."),
    "not_reachable": _lt("The application runs, but its address does not lead to it yet: %(hosts)s."),
    "not_ready_in_time": _lt("The application was not ready after %(seconds)s seconds."),
    "went_back": _lt("The change failed and version %(generation)s runs again."),
    "going_back_failed": _lt("Going back to version %(generation)s failed too."),
    "removal_failed": _lt("Pods or volumes of the service did not go away."),
    "namespace_ending": _lt("The namespace %(namespace)s is still being deleted."),
    "namespace_rights": _lt("The rights in %(namespace)s did not arrive."),
    "namespace_quota": _lt("The cluster does not count what %(namespace)s uses yet."),
    "not_as_wished": _lt("Helm ended well, but the release is not as wished: somebody else may change it, too."),
    "helm_ended": _lt("Helm was ended before it was done."),
    "helm_killed": _lt("Helm was killed before it was done."),
    "helm_too_slow": _lt("Helm took more than %(seconds)s seconds."),
    "helm_output_large": _lt("Helm says more than %(mib)s MiB."),
    "helm_memory": _lt("Helm needs more than %(mib)s MiB of memory for the chart."),
    "helm_storage_large": _lt("What Helm's storage holds of the release is larger than 64 MiB."),
    "own_machine": _lt("The operator's own machine refused: “%(text)s”."),
    "cluster_refused": _lt("The cluster refused %(doing)s: “%(text)s”."),
    "cluster_silent": _lt("The cluster did not answer (%(problem)s)."),
    "cluster_answered": _lt("The cluster answered %(status)s to %(doing)s."),
    "cluster_no_api": _lt("What answers at the cluster's address is no API server."),
    "cluster_token": _lt("The token for the cluster can't be read."),
    "preview_restart": _lt("The application restarts: its pods are replaced."),
    "preview_volume_shrink": _lt("The volume %(volume)s can't be made smaller."),
    "preview_quota": _lt("The workspace's quota does not allow it."),
    "preview_refused": _lt("The cluster would refuse it."),
    "preview_not_valid": _lt("The cluster would refuse it, since this is not valid: %(fields)s."),
    "preview_immutable": _lt("The cluster refuses to change this, so the change would fail: %(fields)s."),
    "preview_immutable.unknown": _lt("The cluster refuses to change what is there, so the change would fail."),
    "preview_older_chart": _lt(
        "The chart goes back from %(before)s to %(after)s: what the newer one did to the data stays done."),
    "preview_older_image": _lt(
        "The image %(image)s goes back from %(before)s to %(after)s: what the newer one did to the data stays done."),
    "preview_too_slow": _lt("The cluster took too long to tell what would change: ask again."),
    "reference_gone": _lt("The service %(release)s, which a value is to come from, is not there."),
    "reference_empty": _lt("The service %(release)s has no value %(key)s to give."),
    "secret_not_held": _lt("The secret %(key)s can't be kept: none is held."),
    "secret_below_value": _lt("The secret %(key)s lies below %(part)s, which is a value already."),
    "secret_over_group": _lt("The secret %(key)s would replace a whole group of values."),
    "values_too_large": _lt("The values are larger than %(kib)s KiB."),
    "being_deleted": _lt("The release is being deleted: it has to be applied anew."),
    "unknown_release": _lt("Nothing is known of this release."),
    "unknown_namespace": _lt("The namespace is not there yet, or not any more."),
    "unknown_pod": _lt("The release has no such pod now."),
    "unknown_secret": _lt("The release holds no such secret."),
    "foreign_release": _lt("A release of this name belongs to another database or workspace."),
    "foreign_namespace": _lt("The namespace %(namespace)s belongs to another database or workspace."),
    "promised_namespace": _lt("The namespace %(namespace)s is promised to another database or workspace."),
    "generation_gone": _lt("Generation %(generation)s is not kept any more."),
    "generation_older": _lt("Generation %(generation)s is older than the one held, %(held)s."),
    "generation_differs": _lt("Generation %(generation)s is held and says something else."),
    "intent_race": _lt("The intent changes faster than it can be written."),
    "request_no_key": _lt("The header X-API-Key is missing or holds another key."),
    "request_large": _lt("The body is larger than %(kib)s KiB."),
    "request_deep": _lt("The body is nested deeper than %(levels)s levels."),
    "request_body": _lt("The request is not valid: “%(text)s”."),
    "request_field": _lt("The field %(field)s can't be taken."),
    "request_no_route": _lt("There is no such route."),
    "request_namespace": _lt("The namespace must be %(prefix)s<number>."),
    "request_release": _lt(
        "The release name must be %(namespace)s-<reference>: "
        "small letters, digits and hyphens, at most %(length)s characters."),
    "own_fault": _lt("The operator met a fault of its own; its log tells more."),
    "unknown_thing": _lt("The cluster holds no such thing."),
    "unknown_operation": _lt("Nothing is known of this operation, or a newer one took its place."),
    "namespace_in_use": _lt("The namespace %(namespace)s still holds releases or volumes."),
    "cluster_refuses": _lt("The cluster refused what was asked of it; the operator's log tells more."),
    "chart_fetching": _lt("The chart is being fetched: ask again in a moment."),
    "chart_fetch_slow": _lt("The chart repository takes too long: more than %(seconds)s seconds."),
    "chart_definitions": _lt("The chart brings definitions for the whole cluster (crds/), which services may not."),
    "chart_not_builtin": _lt("There is no built-in chart %(chart)s."),
    "chart_not_offered": _lt("The repository has no chart %(chart)s."),
    "chart_no_address": _lt("The repository's index names no address for the chart."),
    "chart_bad_index": _lt("The repository's index can't be read."),
    "chart_digest": _lt("The chart %(chart)s does not have the digest promised."),
    "chart_repository_refused": _lt("The chart repository is not one that this site allows."),
    "chart_host_unknown": _lt("The chart repository's host %(host)s has no address."),
    "chart_host_private": _lt("The chart repository's host %(host)s leads to an address that is not public."),
    "chart_host_lacks": _lt("The chart repository %(host)s does not have it (%(status)s)."),
    "chart_host_refuses": _lt("The chart repository %(host)s does not have it, or not for everybody (%(status)s)."),
    "chart_host_answered": _lt("The chart repository %(host)s answered %(status)s."),
    "chart_host_silent": _lt("The chart repository %(host)s did not answer (%(problem)s)."),
    "chart_redirects": _lt("The chart repository redirects too often."),
    "chart_bad_address": _lt("The chart repository's address can't be read."),
    "chart_not_https": _lt("A chart is fetched over https only."),
    "chart_download_large": _lt("What the chart repository %(host)s sends is larger than %(mib)s MiB."),
    "chart_no_token": _lt("The registry gives no token to those who have no account."),
    "chart_bad_answer": _lt("The registry's answer can't be read."),
    "chart_no_chart": _lt("What the registry has under this name is not a Helm chart."),
    "chart_bad_archive": _lt("The chart's archive can't be read."),
    "chart_no_metadata": _lt("The chart has no readable Chart.yaml."),
    "chart_bad_values": _lt("The chart's values.yaml can't be read."),
    "chart_values_no_map": _lt("The chart's values.yaml is not a map."),
    "chart_leads_outside": _lt("The chart's archive holds links or paths that lead outside of it."),
    "chart_unpacked_large": _lt("The chart is larger than 50 MiB unpacked."),
    "chart_no_file": _lt("The chart has no %(file)s."),
    "chart_renders_nothing": _lt("The chart renders nothing."),
    "malformed": _lt("The chart's %(object)s does not have the form that its kind must have."),
    "malformed.no_name": _lt("The chart's %(object)s has no name."),
    "malformed.no_objects": _lt("The chart renders something that is not a list of Kubernetes objects."),
    "malformed.lacking": _lt("The chart renders an object that lacks what its kind must have."),
    "malformed.too_large": _lt("The chart renders more than %(mib)s MiB."),
    "malformed.service_type": _lt("The chart's %(object)s is of type %(type)s, and only ClusterIP is allowed."),
    "cluster_scoped": _lt("The chart's %(object)s belongs to the whole cluster, not to one service."),
    "custom_definition": _lt("The chart's %(object)s defines a new kind for the whole cluster."),
    "unknown_kind": _lt("The chart's %(object)s is of a kind (%(kind)s) that services may not have."),
    "own_addresses": _lt("The chart's %(object)s sets addresses of its own for a Service."),
    "other_namespace": _lt("The chart's %(object)s is meant for another namespace (%(namespace)s)."),
    "reserved_name": _lt("The chart's %(object)s has a name that only the platform's and Helm's own objects have."),
    "reserved_name.release": _lt("The chart's %(object)s passes itself off as a release of Helm's."),
    "reserved_name.secret": _lt(
        "The chart's %(object)s reads the Secret %(secret)s, which is the platform's or Helm's own."),
    "finalizer": _lt(
        "The chart's %(object)s has a finalizer, which would keep it and its namespace from being removed."),
    "lasting_hook": _lt("The chart's %(object)s is a hook of a kind that stays: it would outlive the service."),
    "reserved_account": _lt("The chart's %(object)s runs as %(account)s, an account of the platform."),
    "volume_type": _lt("The chart's %(object)s mounts a volume that the node fetches for it (%(kinds)s)."),
    "foreign_volume": _lt("The chart's %(object)s claims a volume that is not its own."),
    "node_port": _lt("The chart's %(object)s is of type NodePort, and only ClusterIP is allowed."),
    "load_balancer": _lt("The chart's %(object)s is of type LoadBalancer, and only ClusterIP is allowed."),
    "external_name": _lt("The chart's %(object)s points to another host."),
    "external_name.type": _lt("The chart's %(object)s is of type ExternalName, and only ClusterIP is allowed."),
    "external_ip": _lt("The chart's %(object)s takes addresses outside of the cluster for itself."),
    "host_name": _lt("The chart's %(object)s uses the host name %(host)s, which the service does not hold."),
    "host_name.any": _lt("The chart's %(object)s uses any host name, and the service does not hold them all."),
    "host_name.default": _lt("The chart's %(object)s has a default backend, which would take every host name."),
    "host_name.rule": _lt(
        "The chart's %(object)s has a rule (%(rule)s) that is not bound to the service's host names."),
    "host_name.path": _lt(
        "The chart's %(object)s has a path (%(path)s) that could lead beyond the service's host names."),
    "ingress_reach": _lt(
        "The chart's %(object)s carries the annotation %(annotation)s, which can reach other services."),
    "ingress_reach.services": _lt("The chart's %(object)s uses middlewares or services that are not its own."),
    "ingress_reach.tls": _lt("The chart's %(object)s uses TLS settings that are not its own."),
    "open_network": _lt("The chart's %(object)s lets in more than the platform and the services of its workspace."),
    "open_network.out": _lt(
        "The chart's %(object)s lets out to more than the internet and the services of its workspace."),
    "role_rights": _lt(
        "The chart's %(object)s gives rights (%(rights)s) that reach the other services of the workspace."),
    "neighbour": _lt("The chart's %(object)s bears the name of another service of the workspace."),
    "neighbour.used": _lt("The chart's %(object)s uses the %(kind)s %(name)s, which is another service's."),
    "role_binding": _lt("The chart's %(object)s binds a role of the whole cluster."),
    "role_binding.outside": _lt("The chart's %(object)s gives rights to someone outside the service."),
    "service_account_token": _lt("The chart's %(object)s would hold a service account's token."),
    "host_network": _lt("The chart's %(object)s uses the network of the node (hostNetwork)."),
    "host_namespaces": _lt("The chart's %(object)s shares processes or memory with the node (%(flag)s)."),
    "host_path": _lt("The chart's %(object)s mounts a folder of the node (hostPath)."),
    "node_calls": _lt("The chart's %(object)s has the node call another host for the container %(container)s."),
    "host_port": _lt("The chart's %(object)s opens the port %(port)s on the node (hostPort)."),
    "scheduling": _lt("The chart's %(object)s puts itself before other services (nodeName or a priority class)."),
    "privileged": _lt("The chart's %(object)s runs the container %(container)s privileged."),
    "privileged.added": _lt(
        "The chart's %(object)s gives the container %(container)s powers over the node (%(powers)s)."),
    "privileged.proc": _lt(
        "The chart's %(object)s shows the container %(container)s the processes of the node (procMount)."),
    "privileged.unconfined": _lt(
        "The chart's %(object)s takes the walls around the container %(container)s away (%(profile)s)."),
    "privileged.unconfined_pod": _lt("The chart's %(object)s takes the walls around its pod away (%(profile)s)."),
    "privileged.process": _lt(
        "The chart's %(object)s runs the container %(container)s as a process of the node (hostProcess)."),
    "privileged.process_pod": _lt("The chart's %(object)s runs its pod as a process of the node (hostProcess)."),
    "registry": _lt("The chart's %(object)s uses the image %(image)s, whose registry this site does not allow."),
    "floating_tag": _lt("The chart's %(object)s uses the image %(image)s, whose tag names no version."),
    "more_findings.one": _lt("There is one more finding."),
    "more_findings": _lt("There are %(count)s more findings."),
    "pods_ready": _lt("%(ready)s of %(desired)s pods are ready."),
    "being_removed": _lt("It is being removed."),
    "suspended": _lt("It is suspended."),
    "storage_gone": _lt("What it stored the data on is gone."),
    "not_bound": _lt("It is not bound to a volume yet."),
    "figures_not_yet": _lt("No figures were read yet."),
    "figures_none": _lt("The cluster has no metrics API: metrics-server is not installed."),
    "figures_away": _lt("The cluster's metrics API does not answer at the moment."),
    "figures_forbidden": _lt("The operator may not read the cluster's metrics API."),
}
# What Odoo says in the operator's place.
OWN_SENTENCES = {
    "ahead": _lt(
        "The cluster is ahead: it carries version %(theirs)s of this service, this database knows version"
        " %(ours)s. What you change next continues above it."),
    "cluster_away": _lt("The cluster is not available just now."),
    "given_up": _lt("A platform admin ended this. Retry, change or delete it."),
    "lost": _lt("The cluster knows nothing of this service any more. Retry to install it again."),
    "no_end": _lt("The cluster did not finish within 12 minutes. Retry, or change a value."),
    "operator_answer_unread": _lt("The operator's answer cannot be read."),
    "operator_key_refused": _lt("The operator refuses our key."),
    "operator_list_unread": _lt("The operator's list of releases cannot be read."),
    "operator_not_set": _lt("The operator's address and key are not set yet."),
    "operator_silent": _lt("The operator does not answer."),
    "operator_status_unread": _lt("The operator's answer cannot be read (status %(status)s)."),
    "unexpected": _lt("Something unexpected happened; see the log."),
}
ALL = {**SENTENCES, **OWN_SENTENCES}
BETWEEN = _lt("%(first)s %(next)s")


def told(translate, said, english):
    """The sentences of ``said`` (``[{"key", "params"}, …]``) in the language of ``translate``, which is ``env._``.

    ``english`` where there are none, or one that is not known here.
    """
    if not said:
        return english or ""
    try:
        parts = [translate(ALL[part["key"]]) % part["params"] for part in said]
    except (KeyError, TypeError, ValueError):
        return english or ""
    return reduce(lambda first, following: translate(BETWEEN) % {"first": first, "next": following}, parts)


def readable(translate, answer):
    """``answer`` with its ``message`` in the language of ``translate``, and without ``said``."""
    rest = {name: value for name, value in answer.items() if name != "said"}
    return {**rest, "message": told(translate, answer.get("said"), str(answer.get("message") or ""))}


def kept(error):
    """What is to be kept of an error of the operator's client: ``(english, said)``."""
    problem = getattr(error, "problem", {})
    return str(problem.get("detail") or error), problem.get("said") or False


def say(key, **params):
    """One of our own sentences, as the operator tells its ones: ``{"message", "said"}``."""
    return {"message": ALL[key]._source % params, "said": [{"key": key, "params": params}]}
