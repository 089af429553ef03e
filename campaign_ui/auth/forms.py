"""The forms of logging in, joining and getting back in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from campaign_ui.campaigns.fields import squeezed
from services.auth import accounts, passwords
from services.auth.accounts import AccountRefused
from services.auth.profile import DEFAULT_ZONE, time_zones

LENGTH = Length(max=320, message="That is too long.")
PASSWORD_HINT = f"{passwords.SHORTEST} characters or more. A few random words are easy to keep."


class LogInForm(FlaskForm):  # type: ignore[misc]
    """User name or e-mail address, and the password."""

    login = StringField("User name or e-mail", validators=[InputRequired("Type your user name or e-mail."), LENGTH])
    password = PasswordField("Password", validators=[InputRequired("Type your password."), LENGTH])
    next = HiddenField()
    # What was typed before the log-in was asked for.
    kept = HiddenField()


class AddressForm(FlaskForm):  # type: ignore[misc]
    """The address that a link is sent to."""

    email = EmailField(
        "E-mail",
        validators=[
            DataRequired("Type your e-mail address."),
            Length(max=254, message="That is too long."),
            Email("This is not an e-mail address.", check_deliverability=False, allow_smtputf8=False),
        ],
    )


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A password that somebody chooses."""

    password = PasswordField("New password", validators=[InputRequired("Choose a password.")])

    def validate_password(self, field: PasswordField) -> None:
        """Neither too short nor too simple."""
        try:
            accounts.checked_password(field.data or "")
        except AccountRefused as error:
            raise ValidationError(str(error)) from error


class JoinForm(NewPasswordForm):
    """What a new account needs besides its address."""

    display_name = StringField(
        "Your name", filters=[squeezed], validators=[Optional(), Length(max=80, message="Keep it to 80 characters.")]
    )
    # Filled by the browser where there is a script; a zone we do not know is the house's own.
    time_zone = HiddenField(filters=[lambda zone: zone if zone in time_zones() else DEFAULT_ZONE])
