"""What a person gives the desk: a list of polls, an article, a copy of a source."""

from django import forms
from django.utils.translation import gettext_lazy

from undersigned.evidence.desk.attaching import MOST_OF_A_PASSAGE, MOST_OF_A_TEXT

MOST_BYTES = 10 * 1024 * 1024


class ListForm(forms.Form):
    """A CSV file, or a table pasted; where it is from."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"), required=False, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )  # fmt: skip
    pasted = forms.CharField(
        label=gettext_lazy("Or paste the table"), required=False, max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("With its header, as it comes out of a spreadsheet."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Where the list is from"), max_length=300,
        help_text=gettext_lazy("Shown as the source of each poll that names none."),
    )  # fmt: skip
    topic = forms.CharField(
        label=gettext_lazy("What it asks about"), max_length=200,
        help_text=gettext_lazy("For rows that do not say: 'approval of the president'."),
    )  # fmt: skip
    licence = forms.CharField(
        label=gettext_lazy("Licence"), max_length=100, required=False,
        help_text=gettext_lazy("CC BY 4.0, for instance."),
    )  # fmt: skip


class ArticleForm(forms.Form):
    """The text of an article, or the page it stands on."""

    text = forms.CharField(
        label=gettext_lazy("The article"), required=False, max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Its text, or the source of its page (HTML)."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Or a saved page"), required=False, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".html,.htm,.txt,text/html"}),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Newspaper and headline"), max_length=300, required=False
    )
    address = forms.URLField(
        label=gettext_lazy("Its address"), max_length=500, required=False,
        assume_scheme="https",
    )  # fmt: skip


class MatchForm(forms.Form):
    """An article that is put beside a poll on record; its text where a copy is wanted."""

    title = forms.CharField(label=gettext_lazy("Newspaper and headline"), max_length=300)
    address = forms.URLField(
        label=gettext_lazy("Its address"), max_length=500, required=False,
        assume_scheme="https",
    )  # fmt: skip
    passage = forms.CharField(
        label=gettext_lazy("What it says of the poll"), max_length=MOST_OF_A_PASSAGE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    keep = forms.BooleanField(
        label=gettext_lazy("Keep its text as a copy"), required=False,
        help_text=gettext_lazy("Whoever may read the record can load the copies."),
    )  # fmt: skip
    text = forms.CharField(
        required=False, strip=False, max_length=MOST_OF_A_TEXT, widget=forms.HiddenInput
    )


class CopyForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("PDF, picture (PNG) or web page (HTML)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.html,.htm"}),
    )
