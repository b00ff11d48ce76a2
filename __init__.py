from . import src
