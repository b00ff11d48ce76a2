from . import test_api_authorisation
from . import test_api_basics
from . import test_api_events
from . import test_api_lists
from . import test_api_repeats
from . import test_api_table
from . import test_page
