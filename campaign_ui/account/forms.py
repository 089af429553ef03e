"""The forms of the account pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from campaign_ui.auth.forms import NewPasswordForm
from campaign_ui.campaigns.fields import ChipsField, squeezed
from services.auth import profile
from services.auth.profile import MailPreferences, Profile


def _offered(choices: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in choices.items()]


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """How a person is addressed and how things are written for them."""

    display_name = StringField(
        "Name", filters=[squeezed], validators=[Optional(), Length(max=80, message="Keep it to 80 characters.")]
    )
    time_zone = SelectField(
        "Time zone",
        choices=lambda: [SelectChoice(zone, zone.replace("_", " ")) for zone in profile.time_zones()],
        validators=[InputRequired("Choose a time zone.")],
    )
    locale = SelectField(
        "Dates, numbers and money",
        choices=lambda: _offered(profile.locales()),
        validators=[InputRequired("Choose how they are written.")],
    )

    def profile(self) -> Profile:
        """What was filled in, once the form is valid."""
        return Profile(self.display_name.data, self.time_zone.data, self.locale.data)


class MailForm(FlaskForm):  # type: ignore[misc]
    """When digests come and how they look."""

    frequency = RadioField("Digests of new jobs", choices=_offered(profile.FREQUENCIES))
    weekday = SelectField("Day of the weekly digest", choices=_offered(profile.WEEKDAYS), coerce=int)
    quiet_days = ChipsField("Quiet days", choices=_offered(profile.WEEKDAYS), coerce=int)
    mail_format = RadioField("Layout", choices=_offered(profile.MAIL_FORMATS))

    @classmethod
    def of(cls, preferences: MailPreferences) -> MailForm:
        """The form as it was saved last."""
        saved: dict[str, Any] = {name: getattr(preferences, name) for name in MailPreferences.__dataclass_fields__}
        return cls(data=saved)

    def preferences(self) -> MailPreferences:
        """What was chosen, once the form is valid."""
        days = sorted(set(self.quiet_days.data or ()))
        return MailPreferences(self.frequency.data, self.weekday.data, days, self.mail_format.data)


class ConfirmedForm(FlaskForm):  # type: ignore[misc]
    """Anything that asks for the password again."""

    current_password = PasswordField("Your password", validators=[InputRequired("Type your password.")])


class ChangePasswordForm(NewPasswordForm):
    """The password of now and the one to come."""

    current_password = PasswordField("Current password", validators=[InputRequired("Type your current password.")])


class ChangeEmailForm(ConfirmedForm):
    """Another address for the account."""

    email = EmailField(
        "New address",
        validators=[
            DataRequired("Type the new address."),
            Length(max=254, message="That is too long."),
            Email("This is not an e-mail address.", check_deliverability=False, allow_smtputf8=False),
        ],
    )
