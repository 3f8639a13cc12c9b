"""A table of each system, with the headers it writes, and a person that each describes.

The headers are those of osdi.md 4.1: read from exports, documentation and importers' scripts.
"""

ACTION_NETWORK = (
    "uuid,first_name,last_name,email,zip_code,can2_user_address,can2_user_city,can2_user_state,"
    "can2_state_abbreviated,can2_county,can2_phone,can2_user_tags,can2_subscription_status,"
    "can2_sms_status,can2_subscription_date,can2_lifetime_value\n"
    "3f2,Rosa,Diaz,rosa@example.org,45701,1 Main St,Athens,Ohio,OH,Athens,6145550100,"
    '"volunteer, host",unsubscribed,subscribed,2019-05-04 10:00:00 UTC,0\n'
)
ACTIONKIT = (
    "akid,email,first_name,last_name,address1,address2,city,state,zip,country,phone,tags,source,"
    "subscription_status,created_at,user_favorite\n"
    ".71.x,rosa@example.org,Rosa,Diaz,1 Main St,,Athens,OH,45701,United States,6145550100,"
    '"volunteer,host",website,unsubscribed,2019-05-04T10:00:00,blue\n'
)
NATIONBUILDER = (
    "nationbuilder_id,prefix,first_name,middle_name,last_name,suffix,full_name,email,email_opt_in,"
    "phone_number,mobile_number,primary_address1,primary_city,primary_state,primary_zip,"
    "primary_country,tag_list,support_level,created_at,unsubscribed_at\n"
    "88,,Rosa,,Diaz,,Rosa Diaz,rosa@example.org,false,6145550100,,1 Main St,Athens,OH,45701,US,"
    '"volunteer, host",2,05/04/2019 10:00 AM,06/01/2020 09:00 AM\n'
)
EVERYACTION = (
    "Source ID,Prefix,First Name,Middle Name,Last Name,Suffix,Address Line 1,City,State,Zip,Country,"
    "Email Address,Email Type,Email Subscription Status,Phone,Phone Type,SMS Opt-In Status,"
    "Activist Code,Origin Source Code\n"
    "9,Ms,Rosa,,Diaz,,1 Main St,Athens,OH,45701,US,rosa@example.org,Personal,Not Subscribed,"
    '6145550100,Cell,Unknown,"volunteer, host",fair\n'
)
VAN = (
    "Voter File VANID\tLastName\tFirstName\tMiddleName\tSuffix\tvAddress\tCity\tState\tZip5\tZip4\t"
    "Cell Phone\tPreferredEmail\tParty\tDo Not Email\tTags\n"
    "104\tDiaz\tRosa\t\t\t1 Main St\tAthens\tOH\t45701\t1234\t6145550100\trosa@example.org\tI\t1\t"
    "volunteer, host\n"
)
CIVICRM = (
    "Contact ID,Contact Type,First Name,Last Name,Email,Phone,Street Address,City,State,"
    "Postal Code,Country,Do Not Email,No Bulk Emails (User Opt Out),Tags,Contact Source\n"
    "5,Individual,Rosa,Diaz,rosa@example.org,6145550100,1 Main St,Athens,Ohio,45701,"
    'United States,0,1,"volunteer,host",fair\n'
)
MAILCHIMP = (
    "Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,"
    "CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,"
    "UNSUB_TIME,LEID,EUID,NOTES,TAGS\n"
    "rosa@example.org,Rosa,Diaz,1 Main St  Athens  OH  45701  US,6145550100,2,2019-05-04 10:00:00,"
    "10.0.0.1,2019-05-04 10:00:00,10.0.0.1,39,-82,-5,-4,America/New_York,US,OH,"
    '2020-01-01 00:00:00,2020-01-01 00:00:00,1,2,,"""volunteer"",""host"""\n'
)
LISTMONK = (
    "uuid,email,name,attributes,status,created_at,updated_at\n"
    'a-b,rosa@example.org,Rosa Diaz,"{""phone"": ""6145550100"", ""address"": ""1 Main St"", '
    '""zip"": ""45701"", ""tags"": [""volunteer"", ""host""]}",blocklisted,'
    "2019-05-04T10:00:00Z,2020-01-01T00:00:00Z\n"
)
BREVO = (
    "EMAIL;LASTNAME;FIRSTNAME;SMS;ADDRESS;CITY;STATE;ZIP;TAGS;EMAIL_BLACKLISTED;SMS_BLACKLISTED;"
    "ADDED_TIME;MODIFIED_TIME\n"
    "rosa@example.org;Diaz;Rosa;6145550100;1 Main St;Athens;OH;45701;volunteer,host;Yes;No;"
    "04-05-2019 10:00:00;01-01-2020 00:00:00\n"
)

SYSTEMS = {
    "Action Network": ACTION_NETWORK, "ActionKit": ACTIONKIT, "NationBuilder": NATIONBUILDER,
    "EveryAction": EVERYACTION, "VAN": VAN, "CiviCRM": CIVICRM, "Mailchimp": MAILCHIMP,
    "listmonk": LISTMONK, "Brevo": BREVO,
}  # fmt: skip
