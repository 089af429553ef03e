"""What gunicorn imports: `gunicorn campaign_ui.wsgi:app`."""

from campaign_ui.app import create_app
from services.shared.settings import get_settings

app = create_app(get_settings())
