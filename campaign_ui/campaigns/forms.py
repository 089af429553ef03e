"""The form of a campaign."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, SelectChoice, StringField, ValidationError
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from campaign_ui.campaigns.fields import ChipsField, CountryField, CurrencyField, ListField, PayField, squeezed
from services.campaigns import choices, places
from services.campaigns.campaigns import Campaign, Draft

ONE_LINE = [squeezed]


def _offered(offered: choices.Choices) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in offered.items()]


def _at_most(length: int) -> Length:
    return Length(max=length, message=f"Keep it to {length} characters.")


class CampaignForm(FlaskForm):  # type: ignore[misc]
    """What to look for, where, and what would be good about it."""

    campaign_name = StringField(
        "Name", filters=ONE_LINE, validators=[DataRequired("Give the campaign a name."), _at_most(200)]
    )
    query = StringField(
        "Job title or keywords",
        filters=ONE_LINE,
        validators=[DataRequired("Say what to search for, like data engineer."), _at_most(500)],
    )
    country = CountryField("Country", filters=ONE_LINE, validators=[DataRequired("Choose the country to search in.")])
    location = StringField("City or region", filters=ONE_LINE, validators=[Optional(), _at_most(200)])
    date_window = RadioField(
        "Posted",
        choices=_offered(choices.DATE_WINDOWS),
        default="week",
        validators=[InputRequired("Choose how far back.")],
    )
    email = EmailField(
        "Send the daily digest to",
        filters=ONE_LINE,
        validators=[
            DataRequired("Type the e-mail address for the digest."),
            _at_most(254),
            Email("This is not an e-mail address.", check_deliverability=False),
        ],
    )
    skills = ListField("Skills", validators=[Optional(), _at_most(4000)])
    min_salary = PayField("At least", filters=ONE_LINE, validators=[Optional()])
    max_salary = PayField("At most", filters=ONE_LINE, validators=[Optional()])
    currency = CurrencyField("Currency", filters=ONE_LINE)
    remote_preference = ChipsField("Place of work", choices=_offered(choices.REMOTE))
    seniority = ChipsField("Seniority", choices=_offered(choices.SENIORITY))
    employment_type_preference = ChipsField("Employment", choices=_offered(choices.EMPLOYMENT_TYPES))
    company_size_preference = ChipsField("Company size (people)", choices=_offered(choices.COMPANY_SIZES))

    @classmethod
    def of(cls, campaign: Campaign) -> CampaignForm:
        """The form with what the campaign says, as a person would have typed it."""
        typed: dict[str, Any] = {name: getattr(campaign, name) for name in Draft.__dataclass_fields__}
        typed["country"] = places.countries().get(campaign.country, campaign.country)
        typed["skills"] = ", ".join(campaign.skills)
        return cls(data=typed | {name: _digits(typed[name]) for name in ("min_salary", "max_salary")})

    def validate_max_salary(self, field: PayField) -> None:
        """The range runs upwards."""
        low, high = self.min_salary.amount, field.amount
        if low is not None and high is not None and low > high:
            raise ValidationError("This is less than the lowest pay.")

    def validate_currency(self, field: CurrencyField) -> None:
        """Pay is in some currency: the one typed, or else the country's own."""
        if self._has_pay() and not field.data and not self._own_currency():
            raise ValidationError("Choose the currency of the pay.")

    def draft(self) -> Draft:
        """What was written down, once the form is valid."""
        currency = self.currency.code or (self._own_currency() if self._has_pay() else None)
        return Draft(
            campaign_name=self.campaign_name.data,
            query=self.query.data,
            country=self.country.code or "",
            date_window=self.date_window.data,
            email=self.email.data,
            location=self.location.data,
            skills=tuple(self.skills.parts),
            min_salary=self.min_salary.amount,
            max_salary=self.max_salary.amount,
            currency=currency,
            remote_preference=tuple(self.remote_preference.data or ()),
            seniority=tuple(self.seniority.data or ()),
            company_size_preference=tuple(self.company_size_preference.data or ()),
            employment_type_preference=tuple(self.employment_type_preference.data or ()),
        )

    def _own_currency(self) -> str | None:
        return places.currency_of(self.country.code) if self.country.code else None

    def _has_pay(self) -> bool:
        return bool(self.min_salary.data or self.max_salary.data)


def _digits(amount: int | None) -> str | None:
    return None if amount is None else f"{amount:,}"
