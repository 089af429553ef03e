"""The form of a campaign."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import asdict
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerRangeField,
    RadioField,
    SelectChoice,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional

from campaign_ui.campaigns.fields import ChipsField, CountryField, CurrencyField, ListField, PayField, squeezed
from campaign_ui.jobs.explanation import NAMES
from services.campaigns import choices, places, quick_start
from services.campaigns.campaigns import Campaign, Draft
from services.ranker import weights

ONE_LINE = [squeezed]
MOST_WEIGHT = 100


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
            Email("This is not an e-mail address.", check_deliverability=False, allow_smtputf8=False),
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
    excluded_seniority = ChipsField("Never these levels", choices=_offered(choices.SENIORITY))
    pay_floor = PayField("Never below, a year", filters=ONE_LINE, validators=[Optional()])
    blocked_employers = ListField("Never these employers", validators=[Optional(), _at_most(4000)])
    blocked_words = ListField("Never with these words", validators=[Optional(), _at_most(4000)])
    remote_only = BooleanField("Only remote jobs")
    # When what the form began with was saved last; another tab may have saved something else since.
    began_with = HiddenField()
    competes = BooleanField("Also rank what my other campaigns found")

    @classmethod
    def of(cls, campaign: Campaign) -> CampaignForm:
        """The form with what the campaign says, as a person would have typed it."""
        typed: dict[str, Any] = {name: getattr(campaign, name) for name in Draft.__dataclass_fields__}
        typed["country"] = places.countries().get(campaign.country, campaign.country)
        lists = {name: ", ".join(typed[name]) for name in ("skills", "blocked_employers", "blocked_words")}
        amounts = {name: _digits(typed[name]) for name in ("min_salary", "max_salary", "pay_floor")}
        began = {"began_with": campaign.version}
        return cls(data=typed | lists | amounts | began | _sliders(campaign.ranking_weights))

    @classmethod
    def of_line(cls, line: str, *, country: str, email: str, known_skills: Container[str]) -> CampaignForm:
        """The form with what a line such as "data engineer in Toronto, 100k+" says, to be looked over."""
        said: dict[str, Any] = asdict(quick_start.understood(line, country=country, known_skills=known_skills))
        said["country"] = places.countries().get(said["country"], said["country"])
        said["skills"] = ", ".join(said["skills"])
        said |= {name: _digits(said[name]) for name in ("min_salary", "max_salary")}
        return cls(formdata=None, data=said | {"email": email} | _sliders(None))

    def validate_max_salary(self, field: PayField) -> None:
        """The range runs upwards."""
        low, high = self.min_salary.amount, field.amount
        if low is not None and high is not None and low > high:
            raise ValidationError("This is less than the lowest pay.")

    def validate_currency(self, field: CurrencyField) -> None:
        """Pay is in some currency: the one typed, or else the country's own."""
        if self._has_pay() and not field.data and not self._own_currency():
            raise ValidationError("Choose the currency of the pay.")

    def weights(self, before: dict[str, float] | None = None) -> dict[str, float] | None:
        """Points by factor that sum to 100; None for the defaults, and what was kept `before` when no slider moved."""
        chosen = {name: int(self[f"weight_{name}"].data or 0) for name in weights.default_weights()}
        for kept in (before, None):
            if {f"weight_{name}": value for name, value in chosen.items()} == _sliders(kept):
                return kept
        return in_proportion(chosen)

    def draft(self, before: dict[str, float] | None = None) -> Draft:
        """What was written down, once the form is valid; `before` are the weights that the campaign has."""
        # The order by pay needs a currency, whether a pay is asked for or not.
        currency = self.currency.code or self._own_currency()
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
            excluded_seniority=tuple(self.excluded_seniority.data or ()),
            pay_floor=self.pay_floor.amount,
            blocked_employers=tuple(self.blocked_employers.parts),
            blocked_words=tuple(self.blocked_words.parts),
            remote_only=self.remote_only.data,
            competes=self.competes.data,
            ranking_weights=self.weights(before),
        )

    def _own_currency(self) -> str | None:
        return places.currency_of(self.country.code) if self.country.code else None

    def _has_pay(self) -> bool:
        return bool(self.min_salary.data or self.max_salary.data or self.pay_floor.data)


# One slider for each factor there is.
for _factor, _weight in weights.default_weights().items():
    setattr(
        CampaignForm,
        f"weight_{_factor}",
        IntegerRangeField(
            NAMES.get(_factor, _factor), default=int(_weight), validators=[Optional(), NumberRange(0, MOST_WEIGHT)]
        ),
    )


def in_proportion(chosen: Mapping[str, int]) -> dict[str, float] | None:
    """The same proportions as points with two decimals that sum to 100; None when nothing counts at all."""
    total = sum(chosen.values())
    if not total:
        return None
    hundredths = {name: value * 10_000 // total for name, value in chosen.items()}
    heaviest = max(hundredths, key=lambda name: hundredths[name])
    hundredths[heaviest] += 10_000 - sum(hundredths.values())
    return {name: value / 100 for name, value in hundredths.items()}


def _sliders(kept: Mapping[str, float] | None) -> dict[str, int]:
    wanted = kept or weights.default_weights()
    return {f"weight_{name}": round(wanted.get(name, 0)) for name in weights.default_weights()}


def _digits(amount: int | None) -> str | None:
    return None if amount is None else f"{amount:,}"
