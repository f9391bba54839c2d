"""The ten pages that are audited, by the name under which their screenshots are kept."""

PAGES = {
    "forside": "/",
    "rangliste": "/2014/rangliste/mest-digitale/",
    "kommuner": "/2014/kommuner/",
    "kommune": "/2014/kommuner/aalborg/",
    "region": "/2014/regioner/region-nordjylland/",
    "kort": "/2014/kort/",
    "sammenlign": "/2014/sammenlign/?kommuner=aalborg,favrskov,laesoe",
    "regler": "/2014/regler/",
    "data": "/2014/data/",
    "english": "/en/2014/rangliste/unge/",
}
