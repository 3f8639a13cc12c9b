"""The headers that systems write, and what each is: the field's own words, folded.

Read from their documentation, exports and the scripts that read them. A header means
the same in every system here, or it stands in the system's own list, which is asked first.
"""

# Where a header stands in two lists, the more telling systems come first.
MARKS: dict[str, tuple[str, ...]] = {
    "Action Network": (
        "can2useraddress", "can2phone", "can2subscriptionstatus", "can2stateabbreviated",
        "can2usertags",
    ),
    "NationBuilder": ("nationbuilderid", "primaryaddress1", "supportlevel", "taglist"),
    "EveryAction": (
        "emailsubscriptionstatus", "smsoptinstatus", "activistcode", "originsourcecode",
    ),
    "VAN": ("vanid", "voterfilevanid", "preferredemail", "zip5"),
    "CiviCRM": (
        "contactid", "contacttype", "nobulkemailsuseroptout", "donotemail", "streetaddress",
    ),
    "Mailchimp": ("memberrating", "leid", "euid", "optinip", "confirmip"),
    "Brevo": ("emailblacklisted", "smsblacklisted", "addedtime"),
    "ActionKit": ("akid", "actionkitid", "subscriptionstatus", "userid"),
    "listmonk": ("attributes", "uuid", "status"),
}  # fmt: skip

# Two marks are enough, one where the word is nobody else's.
ALONE = frozenset({
    "akid", "nationbuilderid", "vanid", "voterfilevanid", "emailblacklisted", "memberrating",
    "attributes", "can2useraddress", "can2phone", "can2subscriptionstatus",
    "can2stateabbreviated", "can2usertags", "emailsubscriptionstatus",
})  # fmt: skip

_OWN: dict[str, dict[str, str]] = {
    "listmonk": {"name": "full_name", "uuid": "", "attributes": "attributes"},
    "Mailchimp": {
        "address": "address", "notes": "field:Notes", "confirmtime": "",
        "optintime": "status_at",
        "cc": "country", "region": "region", "latitude": "", "longitude": "", "gmtoff": "",
        "dstoff": "", "timezone": "", "leid": "", "euid": "", "optinip": "", "confirmip": "",
        "memberrating": "field:Member rating",
    },
    "Brevo": {"sms": "phone"},
    "ActionKit": {
        "source": "source", "zip": "postal_code", "userid": "", "akid": "field:ActionKit ID",
        "page": "signed", "action": "signed", "actioncreatedat": "signed_at",
    },
    "CiviCRM": {"contacttype": "", "contactid": "field:CiviCRM ID", "sortname": ""},
    "NationBuilder": {"fullname": "", "legalname": "", "createdat": "first_seen"},
}  # fmt: skip

_WORDS: dict[str, str] = {
    "email": "email emailaddress mail email1 primaryemail preferredemail homeemail "
    "signupemail eaddress emailaddress1 personalemail homeemailaddress email2 email3 email4 "
    "workemail otheremail secondaryemail",
    "given_name": "firstname first givenname fname forename signupfirstname contactfirstname "
    "voterfirstname",
    "family_name": "lastname last familyname lname surname signuplastname contactlastname",
    "full_name": "name fullname contactname displayname signupfullname",
    "phone": "phone phonenumber can2phone mobile mobilenumber mobilephone cellphone cell "
    "preferredphone prefphone homephone phone1 workphonenumber telephone tel "
    "signupphonenumber signupmobilenumber homephonenumber primaryphone homephonephone phone2 "
    "phone3 workphone otherphone mobilephonenumber",
    "language": "language preferredlanguage languagepreference lang",
    "tags": "tags taglist can2usertags tag signuptaglist activistcode activistcodes groups",
    "source": "source sourcecode origin originsource originsourcecode contactsource "
    "signupsource",
    "street": "address address1 addressline1 street streetaddress can2useraddress "
    "primaryaddress1 primaryaddress vaddress maddress addr1 homestreetaddress homestreet "
    "mailingaddress1 mailingaddress useraddress1",
    "city": "city can2usercity primarycity vcity mcity town addresscity homecity mailingcity",
    "postal_code": "zip zipcode postalcode postcode zip5 primaryzip mzip5 vzip5 addresszip "
    "homepostalcode plz mailingzip",
    "region": "state can2stateabbreviated can2userstate primarystate mstate vstate "
    "stateprovince addressstate homestate province mailingstate statecode",
    "country": "country primarycountry countrycode can2usercountry homecountry addresscountry "
    "primarycountrycode mailingcountry",
    "status": "status emailstatus subscriptionstatus can2subscriptionstatus emailoptinstatus "
    "emailsubscriptionstatus subscribedstatus optinstatus marketingstatus file",
    "no_email": "donotemail nobulkemails nobulkemailsuseroptout emailblacklisted isoptout "
    "optout unsubscribed blacklisted emailoptout hasoptedoutofemail noemail",
    "wants_email": "emailoptin optin subscribed subscribedtoemail emailsubscribed wantsemail "
    "emailpermission signupemailoptin",
    "no_contact": "donotcontact",
    "no_calls": "donotcall donotphone federaldonotcall phoneoptout nocalls",
    "no_texts": "donotsms donottext smsblacklisted smsoptout textoptout notexts",
    "wants_texts": "mobileoptin smsoptin textoptin",
    "texts_status": "can2smsstatus smsoptinstatus smsstatus textstatus",
    "no_letters": "donotmail donotpost nomail noletters",
    "bounces": "email1isbad emailisbad isbad onhold emailonhold bounced isbouncing "
    "emailbounced bademail",
    "status_at": "subscriptiondate can2subscriptiondate optintime subscribedat optindate "
    "subscribeddate consentdate emailoptindate",
    "unsubscribed_at": "unsubscribedat unsubtime unsubscribetime unsubscribedate "
    "unsubscribeddate optoutdate optouttime",
    "first_seen": "createdat createddate created addedtime dateadded dateacquired firstseen "
    "signupdate joinedat dateentered datejoined datecreated added",
    "changed_at": "updatedat modifiedat lastchanged modifiedtime modifieddate datemodified "
    "lastupdated lastmodified modified updated",
    "signed": "petition petitiontitle actiontitle actionname actionpage",
    "signed_at": "signedat datesigned signaturedate actiondate actiontakenat",
    "acted_at": "lastactionat lastactiondate lastaction lastactivity mostrecentaction "
    "lastactiontaken",
    "clicked_at": "lastclickat lastclickdate lastclick lastclicked lastopenedorclicked",
}

# What a file calls the parts of several addresses: one of these, and the part.
_OF_ADDRESSES = (
    "primary", "mailing", "billing", "home", "work", "registered", "usersubmitted", "address",
    "v", "m",
)  # fmt: skip
_PARTS = {
    "street": "address address1 addressline1 streetaddress street addr1",
    "city": "city town",
    "postal_code": "zip5 zipcode zip postalcode postcode plz",
    "region": "stateabbreviated stateprovince statecode state province region",
    "country": "countrycode country",
}
_PART_WORDS = sorted(" ".join(_PARTS.values()).split(), key=len, reverse=True)
_SYNONYMS = ("can2user", "can2", "user")  # of the one address that such a file has

COMMON: dict[str, str] = {
    f"{whose}{word}": target
    for target, words in _PARTS.items()
    for word in words.split()
    for whose in _OF_ADDRESSES
} | {word: target for target, words in _WORDS.items() for word in words.split()}
# Of no use elsewhere, in any system: left out unless somebody wants them.
LEFT_OUT = frozenset({
    "zip4", "vzip4", "mzip4", "unsubcampaigntitle", "unsubcampaignid", "unsubreasonother",
    "uuid", "recordid",
})  # fmt: skip


def folded(header: str) -> str:
    """Case, spaces and punctuation do not count.

    >>> folded(" E-mail_Address ")
    'emailaddress'
    """
    return "".join(letter for letter in header.casefold() if letter.isalnum())


def address_of(header: str) -> str:
    """To which of several addresses a column belongs; '' where its header says the part alone.

    >>> address_of("Mailing Address 1"), address_of("mZip5"), address_of("City 2")
    ('mailing', 'm', '2')
    """
    fold = folded(header)
    number = ""
    if not fold.endswith(("address1", "addressline1", "addr1", "zip5")):
        bare = fold.rstrip("0123456789")
        fold, number = bare, fold[len(bare) :]
    part = next((word for word in _PART_WORDS if fold.endswith(word)), fold)
    whose = fold.removesuffix(part)
    return ("" if whose in _SYNONYMS else whose) + number


def own(system: str) -> dict[str, str]:
    return _OWN.get(system, {})
