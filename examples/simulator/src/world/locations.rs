//! The locations of the API: seven regions, the countries in the order of their ids, and a few ids
//! without a name.

use serde_json::{Value, json};

/// The id of the first location.
const FIRST: i64 = 32_000_000;
/// `International`, the choice of most clans.
pub(super) const INTERNATIONAL: i64 = FIRST + 6;
/// Countries follow the regions.
const FIRST_COUNTRY: i64 = FIRST + 7;
/// Ids without a name in the API.
const NAMELESS: i64 = 5;

const REGIONS: [&str; 7] =
    ["Europe", "North America", "South America", "Asia", "Australia", "Africa", "International"];

/// The code and name of every country, from `32000007` on.
#[rustfmt::skip]
const COUNTRIES: [(&str, &str); 254] = [
    ("AF", "Afghanistan"), ("AX", "Åland Islands"), ("AL", "Albania"), ("DZ", "Algeria"),
    ("AS", "American Samoa"), ("AD", "Andorra"), ("AO", "Angola"), ("AI", "Anguilla"), ("AQ", "Antarctica"),
    ("AG", "Antigua and Barbuda"), ("AR", "Argentina"), ("AM", "Armenia"), ("AW", "Aruba"),
    ("AC", "Ascension Island"), ("AU", "Australia"), ("AT", "Austria"), ("AZ", "Azerbaijan"),
    ("BS", "Bahamas"), ("BH", "Bahrain"), ("BD", "Bangladesh"), ("BB", "Barbados"), ("BY", "Belarus"),
    ("BE", "Belgium"), ("BZ", "Belize"), ("BJ", "Benin"), ("BM", "Bermuda"), ("BT", "Bhutan"),
    ("BO", "Bolivia"), ("BA", "Bosnia and Herzegovina"), ("BW", "Botswana"), ("BV", "Bouvet Island"),
    ("BR", "Brazil"), ("IO", "British Indian Ocean Territory"), ("VG", "British Virgin Islands"),
    ("BN", "Brunei"), ("BG", "Bulgaria"), ("BF", "Burkina Faso"), ("BI", "Burundi"), ("KH", "Cambodia"),
    ("CM", "Cameroon"), ("CA", "Canada"), ("IC", "Canary Islands"), ("CV", "Cape Verde"),
    ("BQ", "Caribbean Netherlands"), ("KY", "Cayman Islands"), ("CF", "Central African Republic"),
    ("EA", "Ceuta and Melilla"), ("TD", "Chad"), ("CL", "Chile"), ("CN", "China"), ("CX", "Christmas Island"),
    ("CC", "Cocos (Keeling) Islands"), ("CO", "Colombia"), ("KM", "Comoros"), ("CG", "Congo (DRC)"),
    ("CD", "Congo (Republic)"), ("CK", "Cook Islands"), ("CR", "Costa Rica"), ("CI", "Côte d’Ivoire"),
    ("HR", "Croatia"), ("CU", "Cuba"), ("CW", "Curaçao"), ("CY", "Cyprus"), ("CZ", "Czech Republic"),
    ("DK", "Denmark"), ("DG", "Diego Garcia"), ("DJ", "Djibouti"), ("DM", "Dominica"),
    ("DO", "Dominican Republic"), ("EC", "Ecuador"), ("EG", "Egypt"), ("SV", "El Salvador"),
    ("GQ", "Equatorial Guinea"), ("ER", "Eritrea"), ("EE", "Estonia"), ("ET", "Ethiopia"),
    ("FK", "Falkland Islands"), ("FO", "Faroe Islands"), ("FJ", "Fiji"), ("FI", "Finland"), ("FR", "France"),
    ("GF", "French Guiana"), ("PF", "French Polynesia"), ("TF", "French Southern Territories"),
    ("GA", "Gabon"), ("GM", "Gambia"), ("GE", "Georgia"), ("DE", "Germany"), ("GH", "Ghana"),
    ("GI", "Gibraltar"), ("GR", "Greece"), ("GL", "Greenland"), ("GD", "Grenada"), ("GP", "Guadeloupe"),
    ("GU", "Guam"), ("GT", "Guatemala"), ("GG", "Guernsey"), ("GN", "Guinea"), ("GW", "Guinea-Bissau"),
    ("GY", "Guyana"), ("HT", "Haiti"), ("HM", "Heard & McDonald Islands"), ("HN", "Honduras"),
    ("HK", "Hong Kong"), ("HU", "Hungary"), ("IS", "Iceland"), ("IN", "India"), ("ID", "Indonesia"),
    ("IR", "Iran"), ("IQ", "Iraq"), ("IE", "Ireland"), ("IM", "Isle of Man"), ("IL", "Israel"),
    ("IT", "Italy"), ("JM", "Jamaica"), ("JP", "Japan"), ("JE", "Jersey"), ("JO", "Jordan"),
    ("KZ", "Kazakhstan"), ("KE", "Kenya"), ("KI", "Kiribati"), ("XK", "Kosovo"), ("KW", "Kuwait"),
    ("KG", "Kyrgyzstan"), ("LA", "Laos"), ("LV", "Latvia"), ("LB", "Lebanon"), ("LS", "Lesotho"),
    ("LR", "Liberia"), ("LY", "Libya"), ("LI", "Liechtenstein"), ("LT", "Lithuania"), ("LU", "Luxembourg"),
    ("MO", "Macau"), ("MK", "Macedonia (FYROM)"), ("MG", "Madagascar"), ("MW", "Malawi"), ("MY", "Malaysia"),
    ("MV", "Maldives"), ("ML", "Mali"), ("MT", "Malta"), ("MH", "Marshall Islands"), ("MQ", "Martinique"),
    ("MR", "Mauritania"), ("MU", "Mauritius"), ("YT", "Mayotte"), ("MX", "Mexico"), ("FM", "Micronesia"),
    ("MD", "Moldova"), ("MC", "Monaco"), ("MN", "Mongolia"), ("ME", "Montenegro"), ("MS", "Montserrat"),
    ("MA", "Morocco"), ("MZ", "Mozambique"), ("MM", "Myanmar (Burma)"), ("NA", "Namibia"), ("NR", "Nauru"),
    ("NP", "Nepal"), ("NL", "Netherlands"), ("NC", "New Caledonia"), ("NZ", "New Zealand"),
    ("NI", "Nicaragua"), ("NE", "Niger"), ("NG", "Nigeria"), ("NU", "Niue"), ("NF", "Norfolk Island"),
    ("KP", "North Korea"), ("MP", "Northern Mariana Islands"), ("NO", "Norway"), ("OM", "Oman"),
    ("PK", "Pakistan"), ("PW", "Palau"), ("PS", "Palestine"), ("PA", "Panama"), ("PG", "Papua New Guinea"),
    ("PY", "Paraguay"), ("PE", "Peru"), ("PH", "Philippines"), ("PN", "Pitcairn Islands"), ("PL", "Poland"),
    ("PT", "Portugal"), ("PR", "Puerto Rico"), ("QA", "Qatar"), ("RE", "Réunion"), ("RO", "Romania"),
    ("RU", "Russia"), ("RW", "Rwanda"), ("BL", "Saint Barthélemy"), ("SH", "Saint Helena"),
    ("KN", "Saint Kitts and Nevis"), ("LC", "Saint Lucia"), ("MF", "Saint Martin"),
    ("PM", "Saint Pierre and Miquelon"), ("WS", "Samoa"), ("SM", "San Marino"),
    ("ST", "São Tomé and Príncipe"), ("SA", "Saudi Arabia"), ("SN", "Senegal"), ("RS", "Serbia"),
    ("SC", "Seychelles"), ("SL", "Sierra Leone"), ("SG", "Singapore"), ("SX", "Sint Maarten"),
    ("SK", "Slovakia"), ("SI", "Slovenia"), ("SB", "Solomon Islands"), ("SO", "Somalia"),
    ("ZA", "South Africa"), ("KR", "South Korea"), ("SS", "South Sudan"), ("ES", "Spain"),
    ("LK", "Sri Lanka"), ("VC", "St. Vincent & Grenadines"), ("SD", "Sudan"), ("SR", "Suriname"),
    ("SJ", "Svalbard and Jan Mayen"), ("SZ", "Swaziland"), ("SE", "Sweden"), ("CH", "Switzerland"),
    ("SY", "Syria"), ("TW", "Taiwan"), ("TJ", "Tajikistan"), ("TZ", "Tanzania"), ("TH", "Thailand"),
    ("TL", "Timor-Leste"), ("TG", "Togo"), ("TK", "Tokelau"), ("TO", "Tonga"), ("TT", "Trinidad and Tobago"),
    ("TA", "Tristan da Cunha"), ("TN", "Tunisia"), ("TR", "Turkey"), ("TM", "Turkmenistan"),
    ("TC", "Turks and Caicos Islands"), ("TV", "Tuvalu"), ("UM", "U.S. Outlying Islands"),
    ("VI", "U.S. Virgin Islands"), ("UG", "Uganda"), ("UA", "Ukraine"), ("AE", "United Arab Emirates"),
    ("GB", "United Kingdom"), ("US", "United States"), ("UY", "Uruguay"), ("UZ", "Uzbekistan"),
    ("VU", "Vanuatu"), ("VA", "Vatican City"), ("VE", "Venezuela"), ("VN", "Vietnam"),
    ("WF", "Wallis and Futuna"), ("EH", "Western Sahara"), ("YE", "Yemen"), ("ZM", "Zambia"),
    ("ZW", "Zimbabwe"),
];

/// Countries of many clans, with a weight.
const POPULAR: [(&str, u64); 16] = [
    ("US", 12),
    ("IN", 10),
    ("DE", 8),
    ("FR", 8),
    ("ID", 7),
    ("JP", 6),
    ("BR", 6),
    ("IR", 6),
    ("ES", 5),
    ("IT", 5),
    ("GB", 5),
    ("PH", 4),
    ("MX", 4),
    ("TR", 4),
    ("VN", 4),
    ("CA", 3),
];

/// Whether a location has this id.
pub(super) fn exists(id: i64) -> bool {
    (FIRST..FIRST_COUNTRY + COUNTRIES.len() as i64 + NAMELESS).contains(&id)
}

/// Whether a location is a country; regions are not.
pub(super) fn is_country(id: i64) -> bool {
    country(id).is_some()
}

fn country(id: i64) -> Option<&'static (&'static str, &'static str)> {
    usize::try_from(id - FIRST_COUNTRY).ok().and_then(|index| COUNTRIES.get(index))
}

/// A location as the API writes it.
pub(super) fn body(id: i64) -> Option<Value> {
    if let Some((code, name)) = country(id) {
        return Some(json!({"id": id, "name": name, "isCountry": true, "countryCode": code}));
    }
    let name = usize::try_from(id - FIRST).ok().and_then(|index| REGIONS.get(index)).copied().unwrap_or("");
    exists(id).then(|| json!({"id": id, "name": name, "isCountry": false}))
}

/// All locations in the order of their ids.
pub(super) fn list() -> Vec<Value> {
    (FIRST..).map_while(body).collect()
}

/// A country, with popular ones more often; `choice` is any number.
pub(super) fn some_country(choice: u64) -> i64 {
    let total: u64 = POPULAR.iter().map(|(_, weight)| weight).sum();
    // One in eight clans comes from any country.
    let everywhere = total / 7;
    let mut rest = choice % (total + everywhere);
    for (code, weight) in POPULAR {
        if rest < weight {
            let index = COUNTRIES.iter().position(|(known, _)| *known == code).unwrap_or_default();
            return FIRST_COUNTRY + index as i64;
        }
        rest -= weight;
    }
    FIRST_COUNTRY + (choice / (total + everywhere) % COUNTRIES.len() as u64) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_match_the_api() {
        assert_eq!(list().len(), 266);
        assert_eq!(body(32_000_094).unwrap()["countryCode"], "DE");
        assert_eq!(body(32_000_249).unwrap()["name"], "United States");
        assert_eq!(
            body(INTERNATIONAL).unwrap(),
            json!({"id": 32_000_006, "name": "International", "isCountry": false})
        );
        assert_eq!(body(32_000_266), None);
        assert!((0..1000).all(|choice| is_country(some_country(choice * 7919))));
        assert!(POPULAR.iter().all(|(code, _)| COUNTRIES.iter().any(|(known, _)| known == code)));
    }
}
