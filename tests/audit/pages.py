"""The ten pages that are audited, by the name under which their screenshots are kept."""

PAGES = {
    "forside": "/",
    "rangliste": "/2014/rangliste/mest-digitale/",
    "slutspurt": "/2014/rangliste/slutspurt/",
    "kommuner": "/2014/kommuner/",
    "kommune": "/2014/kommuner/aalborg/",
    "regioner": "/2014/regioner/",
    "region": "/2014/regioner/region-nordjylland/",
    "regler": "/2014/regler/",
    "data": "/data/",
    "english": "/en/2014/rangliste/unge/",
}
