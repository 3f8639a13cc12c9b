"""The time zone of each state of the US: where a state has two, that of most of its people."""

_ZONES = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
    "Pacific/Majuro": "MH",
    "Pacific/Palau": "PW",
    "Pacific/Pohnpei": "FM",
}
BY_STATE = {state: zone for zone, states in _ZONES.items() for state in states.split()}
