"""The one table of commands: a row is all there is to declare of one.

Made from it: what typed words mean (core/intents.py), who runs them (core/coach.py), who is
answered in a group, Telegram's menu, Discord's slash commands, `help`, and the table of
docs/language.md. What a command does is said by the sentence `menu.<name>` of each language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.command_options import (
    BOARD,
    CHALLENGE,
    FILE,
    FIX,
    GOAL,
    LINE,
    OF_EXERCISE,
    OF_SET,
    SPAN,
    TWO_LIFTS,
    UNITS,
    WHAT_IF,
    SlashForm,
)
from core.command_spec import CommandSpec, Handler
from core.context import RequestContext
from core.groups.audience import Audience
from core.handlers import (
    accuracy,
    answer_style,
    bests,
    bodyweight,
    calibrate,
    cancel,
    challenge,
    chart,
    combined,
    corrections,
    costs,
    deload,
    feedback,
    gatherings,
    groups,
    import_export,
    leaving,
    lifters,
    link,
    meet,
    own_names,
    pain,
    partner_choice,
    pinned_board,
    plate_loading,
    preferences,
    privacy,
    racks,
    reactions,
    recap,
    refusals,
    reminders,
    rest,
    settings,
    share_card,
    show,
    superset,
    swap,
    time_off,
    trainer,
    trial,
    trial_pools,
    typed_sets,
    warmup,
    week_volume,
)
from core.handlers.help import show_help
from core.locale.command_names import understood
from core.messages import Answer
from core.parsing.commands import (
    Command,
    about_exercise,
    are_in_turn,
    at_most,
    is_call,
    is_decision,
    is_deletion,
    is_easy_week,
    is_feedback,
    is_import,
    is_language,
    is_left_out,
    is_listed,
    is_no_set,
    is_own_data,
    is_plan,
    is_pool,
    is_ramp,
    is_rest,
    is_trial,
    is_two_lifts,
    is_wish,
    no_words,
)
from core.parsing.days_ahead import is_meet, is_test
from core.parsing.gatherings import is_gym
from core.parsing.lifters import is_lifter, is_trainer
from core.parsing.set_choice import says_only_which
from core.parsing.time_off import is_time_off


def _bare(turn: Callable[[RequestContext], Answer]) -> Handler:
    """A handler that needs nothing but the context of the request."""
    return lambda context, command, message: turn(context)


def _words(turn: Callable[[RequestContext, str], Answer]) -> Handler:
    """A handler that needs the words behind the name."""
    return lambda context, command, message: turn(context, command.rest)


def _command(turn: Callable[[RequestContext, Command], Answer]) -> Handler:
    """A handler that needs the words and the id among them."""
    return lambda context, command, message: turn(context, command)


def _help(context: RequestContext, topic: str) -> Answer:
    found = spec_of(topic.strip().lower())
    about = None if found is None or found.topic == "hidden" else found
    return show_help(context, topic, about, EXAMPLES)


COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec("log", "log", typed_sets.log_line, "set", ("/log squat 140x8 rir1",),
        synonyms=("s",), slash_synonyms=("s",), options=LINE, slash_only=True, keeps_ids=True,
        forms=(SlashForm("set", OF_SET), SlashForm("session", asks_text=True))),
    # what to do, and what was done
    CommandSpec("next", "look", _command(show.show_next), "alone", ("next",), more=("next squat",),
        synonyms=("targets", "target"), everyday=("target",), meant=about_exercise, reserved=True,
        options=OF_EXERCISE),
    CommandSpec("warmup", "look", _command(warmup.warm_up), "alone", ("warmup squat",),
        synonyms=(
            "warm up", "warm-up", "warmups", "warm-ups", "aufwärmen", "calentamiento",
            "aquecimento", "échauffement", "riscaldamento", "разминка", "ウォームアップ",
        ),
        meant=is_ramp, guards_slash=True, options=OF_EXERCISE),
    CommandSpec("why", "look", _command(show.show_why), "alone", ("why",), more=("why bench",),
        meant=about_exercise, reserved=True, options=OF_EXERCISE),
    CommandSpec("what if", "try", combined.what_if, "alone", ("what if bench 82.5x8 rir1",),
        synonyms=("whatif", "what-if"), free_text=True, options=WHAT_IF),
    CommandSpec("undo", "correct", _command(corrections.undo), "set", ("undo",),
        meant=says_only_which, changes_log=True),
    CommandSpec("redo", "correct", _bare(corrections.redo), "set", ("redo",),
        meant=no_words, changes_log=True),
    CommandSpec("fix", "correct", combined.fix, "set", ("fix 140x7", "fix rir2"),
        free_text=True, changes_log=True, options=FIX),
    CommandSpec("delete", "correct", _command(corrections.delete), "set",
        more=("delete @s12", "delete last set"), synonyms=("del",), meant=is_deletion,
        menu=False, changes_log=True),
    CommandSpec("cancel", "correct", _command(cancel.cancel), "alone", more=("cancel",),
        meant=no_words, menu=False),
    CommandSpec("skip", "look", _command(combined.skip), "alone", more=("skip", "skip squat"),
        meant=is_left_out, changes_log=True, options=OF_EXERCISE),
    CommandSpec("swap", "look", _command(swap.swap), "alone", more=("swap squat leg press",),
        meant=is_two_lifts, changes_log=True, options=TWO_LIFTS),
    CommandSpec("superset", "look", _command(superset.superset), "alone",
        more=("superset bench + row", "superset off"), synonyms=("ss", "super set"),
        meant=are_in_turn, menu=False, changes_log=True, options=OF_EXERCISE),
    CommandSpec("plan", "look", _command(combined.plan), "alone", ("plan",),
        more=(
            "plan ahead", "plan edit", "plan pause", "plan stop", "plan begin", "plan share",
        ),
        meant=is_plan, free_text=True),
    CommandSpec("deload", "look", _command(deload.deload), "alone",
        more=("deload", "deload next week", "deload off"),
        synonyms=("easy week", "deload week", "recovery week"), meant=is_easy_week,
        changes_log=True),
    CommandSpec("pause", "look", _command(time_off.pause), "alone",
        more=("pause 2w", "pause off"), meant=is_time_off, menu=False, changes_log=True),
    CommandSpec("sick", "look", _command(time_off.sick), "alone", more=("sick", "sick 5d"),
        meant=is_time_off, menu=False, changes_log=True),
    CommandSpec("meet", "look", _command(meet.meet), "alone",
        more=("meet 2027-03-20", "meet 20 march squat, bench", "meet", "meet cancel"),
        synonyms=("opener", "openers"), meant=is_meet, menu=False, changes_log=True,
        options=OF_EXERCISE),
    CommandSpec("test", "look", _command(meet.test), "alone",
        more=("test squat in 6 weeks", "test squat cancel"), meant=is_test, menu=False,
        changes_log=True, options=OF_EXERCISE),
    CommandSpec("done", "look", _bare(combined.done), "alone", ("done",),
        synonyms=(
            "finished", "fertig", "listo", "lista", "terminado", "terminé", "pronto", "terminei",
            "feito", "fini", "finito", "fatto", "готово", "закончил", "закончила", "終わり",
            "終了",
        ),
        everyday=("finished",), meant=no_words),
    CommandSpec("today", "look", _bare(combined.today), "alone", ("today",), meant=no_words),
    CommandSpec("week", "look", _bare(week_volume.show_week), "alone", ("week",), meant=no_words),
    CommandSpec("history", "look", _command(show.show_history), "alone", ("history squat",),
        meant=about_exercise, options=OF_EXERCISE),
    CommandSpec("pr", "look", _command(bests.show_bests), "alone", ("pr squat",),
        synonyms=("prs", "records"), meant=about_exercise, options=OF_EXERCISE),
    CommandSpec("chart", "look", _command(chart.show_chart), "alone", ("chart squat",),
        more=(
            "chart squat all", "chart week", "chart volume", "chart accuracy", "chart bodyweight",
        ),
        meant=about_exercise, options=OF_EXERCISE),
    CommandSpec("accuracy", "try", _command(accuracy.show_accuracy), "alone", ("accuracy",),
        more=("accuracy bench",), meant=about_exercise, options=OF_EXERCISE),
    # what a person wants, and has
    CommandSpec("goal", "wishes", _command(combined.goal), "alone", ("goal squat strength",),
        more=("goal cut",), options=GOAL),
    CommandSpec("range", "wishes", _words(preferences.set_range), "alone", ("range bench 5-8",),
        synonyms=("ranges",), meant=is_wish, options=SPAN),
    CommandSpec("effort", "wishes",
        _words(preferences.set_effort), "alone", more=("effort squat 2-3",),
        synonyms=("efforts",), meant=is_wish, options=SPAN),
    CommandSpec("step", "loads", _words(settings.set_step), "alone", more=("step squat 2.5",),
        menu=False, options=OF_EXERCISE),
    CommandSpec("plates", "loads", _command(plate_loading.plates), "alone",
        more=("plates 102.5", "plates 20 10 5 2.5 1.25"), menu=False),
    CommandSpec("bar", "loads", _words(settings.set_bar), "alone", more=("bar 20",), menu=False),
    CommandSpec("dumbbells", "loads", _words(settings.set_dumbbells), "alone",
        more=("dumbbells 8 10 12 14",), meant=is_listed),
    CommandSpec("kettlebells", "loads", _words(settings.set_kettlebells), "alone",
        more=("kettlebells 12 16 24",), meant=is_listed, menu=False),
    CommandSpec("units", "setup", _words(settings.set_units), "alone", ("units lb",),
        synonyms=("unit",), options=UNITS),
    CommandSpec("tz", "setup", _words(settings.set_zone), "alone", ("tz Europe/Berlin",),
        synonyms=("timezone", "zone"), everyday=("zone",)),
    CommandSpec("answers", "setup", _words(answer_style.set_answers), "alone",
        more=("answers live",), menu=False, meant=at_most(1)),
    CommandSpec("feedback", "setup", _command(feedback.feedback), "alone",
        more=("feedback on",), menu=False, meant=is_feedback, changes_log=True),
    CommandSpec("reactions", "setup", _words(reactions.set_reactions), "alone",
        more=("reactions on",), synonyms=("reaction",), menu=False, meant=at_most(1)),
    CommandSpec("quiet", "setup", _words(settings.set_quiet), "alone", ("quiet",), menu=False),
    CommandSpec("language", "setup", _words(settings.set_language), "alone",
        more=("language de", "language english"),
        synonyms=(
            "lang", "speak", "sprache", "sprich", "idioma", "habla", "fala", "fale", "langue",
            "parle", "lingua", "язык", "говори",
        ),
        meant=is_language, menu=False, free_text=True),
    CommandSpec("bodyweight", "setup", _words(bodyweight.bodyweight), "alone",
        more=("bodyweight 82", "bodyweight 82 yesterday"), synonyms=("bw", "weight"),
        everyday=("weight",), menu=False),
    CommandSpec("alias", "setup", _words(own_names.set_alias), "alone",
        more=("alias bench = dumbbell bench press",), menu=False, free_text=True, keeps_ids=True),
    # pings
    CommandSpec("remind", "pings",
        combined.remind, "alone", ("remind mon wed fri 18:00",),
        more=(
            "remind squat day sat 10:00", "remind tomorrow 18:00", "remind if not by thu 18:00",
        ),
        # "remind me to train legs on mon, wed and fri at 6 pm"
        synonyms=("reminder", "remindme"), meant=at_most(16), free_text=True),
    CommandSpec("reminders", "pings", _command(reminders.reminders), "alone", more=("reminders",),
        meant=at_most(4)),
    CommandSpec("snooze", "pings", _command(reminders.snooze), "alone", ("snooze 2h",),
        meant=at_most(4)),
    CommandSpec("rest", "pings", _command(rest.rest), "group", ("rest 3m",), meant=is_rest),
    CommandSpec("recap", "pings", _command(recap.recap), "alone", ("recap sun 20:00",),
        more=("recap", "recap month"), synonyms=("récap",), meant=at_most(4)),
    # pain, and what calls are worth
    CommandSpec("pain", "pain", pain.pain_line, "alone", more=("pain squat", "pain gone"),
        synonyms=("hurts",), meant=is_no_set, options=OF_EXERCISE),
    CommandSpec("calibrate", "try", _command(calibrate.calibrate), "alone",
        more=("calibrate leg extension",), meant=at_most(7), options=OF_EXERCISE),
    CommandSpec("trial", "try", _command(trial.trial), "alone",
        more=("trial failure leg extension", "trial", "trial stop"), synonyms=("trials",),
        meant=is_trial, menu=False, options=OF_EXERCISE),
    CommandSpec("costs", "try", _bare(costs.show_costs), "alone", more=("costs",),
        meant=no_words, menu=False),
    # one's data
    CommandSpec("import", "data", None, "alone", ("import",), desk=import_export.decide,
        meant=is_import, free_text=True, options=FILE),
    CommandSpec("export", "data", None, "alone", ("export",), desk=import_export.send_log,
        meant=at_most(7), free_text=True),
    CommandSpec("link", "data", _command(link.link), "alone", ("link",),
        meant=at_most(2), changes_log=True),
    CommandSpec("unlink", "data", _command(link.unlink), "alone", more=("unlink",),
        meant=is_own_data, menu=False, changes_log=True),
    CommandSpec("trainer", "data", _command(trainer.trainer), "alone",
        more=("trainer", "trainer invite", "trainer invite from 1 nov", "trainer end"),
        meant=is_trainer, menu=False, once=True, free_text=True),
    CommandSpec("lifter", "data", _command(lifters.lifter), "alone",
        more=("lifter week", "lifter history squat", "lifter propose squat 3x5 140"),
        synonyms=("lifters",), meant=is_lifter, menu=False, once=True, free_text=True),
    CommandSpec("privacy", "data", _bare(privacy.show_privacy), "alone", ("privacy",),
        meant=is_own_data, once=True),
    CommandSpec("forget me", "data", _command(privacy.forget_me), "alone", ("forget me",),
        synonyms=("forget",), everyday=("forget",), meant=is_decision, menu=False,
        changes_log=True),
    # partners
    CommandSpec("join", "group", _command(groups.join), "group", more=("/join",),
        meant=at_most(2)),
    CommandSpec("share", "group", _command(share_card.share), "group",
        more=("/share sessions", "/share card", "share", "share squat with notes"),
        meant=at_most(11), free_text=True),
    CommandSpec("leave", "group", _command(leaving.leave), "group", more=("/leave",),
        meant=at_most(2), once=True),
    CommandSpec("board", "group", pinned_board.board, "group",
        more=("/board", "/board hits", "/board picture", "/board pin", "/board unpin"),
        meant=at_most(2), options=BOARD, feature="board"),
    CommandSpec("partners", "group", _command(groups.partners), "group", more=("/partners",),
        meant=at_most(11)),
    CommandSpec("gym", "group", gatherings.gym, "group", more=("/gym", "/gym thu 18:00"),
        meant=is_gym, once=True, free_text=True, feature="gatherings"),
    CommandSpec("who is in", "group", gatherings.who_is_in, "group",
        more=("/who is in at 18?",), synonyms=(
            "who's in", "whos in", "who is coming", "who's coming", "who comes", "who trains",
        ),
        meant=is_gym, menu=False, once=True, free_text=True, feature="gatherings"),
    CommandSpec("train together", "group", racks.train_together, "group",
        more=("/train together squat",), meant=at_most(5), menu=False, once=True,
        feature="gatherings"),
    CommandSpec("challenge", "group", _command(challenge.challenge), "group",
        more=("/challenge pull-up 100 reps this week",), meant=at_most(11), once=True,
        free_text=True, options=CHALLENGE, feature="challenges"),
    CommandSpec("pool", "group", _command(trial_pools.pool), "group",
        more=("/pool leg extension", "/pool"), meant=is_pool, once=True, options=OF_EXERCISE),
    CommandSpec("settings", "group", _command(groups.settings), "group",
        more=("/settings quiet 22:00-07:00",), meant=at_most(11)),
    CommandSpec("help", "help", _words(_help), "alone", more=("help", "help sets", "help pain"),
        synonyms=("?", "commands"), free_text=True),
    # typed by buttons, or by platforms
    CommandSpec("answer", "hidden", typed_sets.settle, "set", menu=False, changes_log=True,
        free_text=True),
    CommandSpec("eye", "hidden", partner_choice.choose, "group", menu=False, meant=is_call,
        keeps_ids=True),
    CommandSpec("start", "hidden", _bare(refusals.start), "group", menu=False, meant=no_words),
)  # fmt: skip

# By every name and synonym, those of other languages too.
_NAMED: Mapping[str, CommandSpec] = {
    word: each for each in COMMANDS for word in (each.name, *each.synonyms)
}
# By its name in another language than English, where no English one is the same.
LOCAL: Mapping[str, CommandSpec] = {
    word: _NAMED[name]
    for word, name in understood().items()
    if name in _NAMED and word not in _NAMED
}
SPECS: Mapping[str, CommandSpec] = {**LOCAL, **_NAMED}
# What fills the sentences of `help`: examples by the command's name in one word.
EXAMPLES: Mapping[str, str] = {
    each.slug: ", ".join(each.examples) for each in COMMANDS if each.examples
}


# what others see, what cannot be taken back, and files: never done for a word that is nearly theirs
TYPED_RIGHT = frozenset({
    "forget me", "leave", "unlink", "link", "join", "share", "quiet", "train together", "trainer",
    "challenge", "pool", "gym", "eye", "import", "export", "start", "log",
})  # fmt: skip
# behind these stand numbers
TAKE_NUMBERS = frozenset({
    "remind", "rest", "recap", "snooze", "pause", "sick", "range", "effort", "step", "bodyweight",
    "plates", "dumbbells", "kettlebells", "meet", "test", "warmup",
})  # fmt: skip
FORMS: Mapping[str, tuple[CommandSpec, SlashForm]] = {
    form.name: (each, form) for each in COMMANDS for form in each.forms
}


def form_of(name: str) -> tuple[CommandSpec, SlashForm] | None:
    """The row and the form of a slash command that asks part by part; None for all others."""
    return FORMS.get(name)


def spec_of(word: str) -> CommandSpec | None:
    """The command that a name or a synonym names, as typed or as a platform writes it."""
    return SPECS.get(word.replace("_", " "))


def audience_of(word: str) -> Audience:
    """Who is answered in a group when a command is given there; the person where none is named."""
    found = spec_of(word)
    return "alone" if found is None else found.audience


def answered_alone(word: str) -> bool:
    """Whether the answer to a command in a group is expected to be for the person alone."""
    return audience_of(word) == "alone"
