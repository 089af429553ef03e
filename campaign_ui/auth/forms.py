"""The log-in form."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

LENGTH = Length(max=320, message="That is too long.")


class LogInForm(FlaskForm):  # type: ignore[misc]
    """User name or e-mail address, and the password."""

    login = StringField("User name or e-mail", validators=[InputRequired("Type your user name or e-mail."), LENGTH])
    password = PasswordField("Password", validators=[InputRequired("Type your password."), LENGTH])
    next = HiddenField()
