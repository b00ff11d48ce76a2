"""Helm's post-renderer (plugin type `postrenderer/v1`): all that the platform adds to a chart, and all it refuses.

Helm gives the rendered objects on standard input, hooks too, and takes what comes out instead. It hides a plugin's
standard error, so a refusal is written to the file that `WOOW_RENDER` names, and the runner reads it from there.
"""
