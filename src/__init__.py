from . import api, models, controllers  # isort: skip - the API's route type comes before the routes
