"""Give every idea that was judged, or is being judged, a case, and every score the rubric it was given under."""

from functools import partial
from zoneinfo import ZoneInfo

from django.db import migrations

from rembuk.shared.workdays import add_working_days

# As they stood in 0.1.0.
CRITERIA = {
    "need": ("Kebutuhan", "Seberapa banyak orang membutuhkannya, dan seberapa mendesak?"),
    "benefit": ("Manfaat", "Bila dikerjakan, apa yang membaik, dan untuk siapa?"),
    "feasibility": (
        "Dapat dikerjakan",
        "Dapatkah ruang ini mengerjakannya dengan wewenang dan waktu yang ada?",
    ),
    "cost": ("Biaya terjangkau", "Apakah biayanya sepadan dengan manfaatnya?"),
    "fairness": ("Keadilan", "Adakah yang dirugikan, terutama yang suaranya jarang terdengar?"),
}


def fill(apps, schema_editor):
    model = partial(apps.get_model, "review")
    Verdict, Scorecard = model("Verdict"), model("Scorecard")
    judged = set(Scorecard.objects.values_list("idea_id", flat=True))
    judged |= set(Verdict.objects.values_list("idea_id", flat=True))
    for idea in apps.get_model("ideas", "Idea").objects.filter(pk__in=judged).select_related("space"):
        space = idea.space
        rubric = model("Rubric").objects.filter(space=space).first()
        if rubric is None:
            rubric = model("Rubric").objects.create(
                space=space, version=1, standard=True, made_at=space.founded_at
            )
            for number, (key, (label, guide)) in enumerate(CRITERIA.items(), 1):
                model("Criterion").objects.create(
                    rubric=rubric, position=number, key=key, label=label, guide=guide
                )
        criteria = {one.key: one for one in model("Criterion").objects.filter(rubric=rubric)}
        verdict = Verdict.objects.filter(idea=idea).first()
        days = verdict.days_promised if verdict else space.review_days
        due = add_working_days(idea.made_at.astimezone(ZoneInfo(space.zone)).date(), days)
        case = model("Case").objects.create(
            idea=idea, round=1, rubric=rubric, asked_first=space.reviewers,
            wanted=max(space.reviewers, verdict.reviewers if verdict else 0),
            days_promised=days, opened_at=idea.made_at, first_due=due, due=due,
            closed_at=verdict.at if verdict else None,
        )  # fmt: skip
        Verdict.objects.filter(idea=idea).update(case=case)
        for seat, card in enumerate(Scorecard.objects.filter(idea=idea).order_by("at", "pk"), 1):
            model("Assignment").objects.create(case=case, reviewer_id=card.reviewer_id, seat=seat, at=card.at)
            Scorecard.objects.filter(pk=card.pk).update(case=case)
            for key, criterion in criteria.items():
                model("Score").objects.create(card=card, criterion=criterion, value=getattr(card, key))


class Migration(migrations.Migration):
    dependencies = [("review", "0002_cases"), ("spaces", "0001_begin")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
