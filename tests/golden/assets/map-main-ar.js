L_NO_TOUCH = false;
L_DISABLE_3D = false;
var map_geomap = L.map(
"map_geomap",
{
center: [0.0, 0.0],
crs: L.CRS.EPSG3857,
...{
"zoom": 1,
"zoomControl": false,
"preferCanvas": false,
"minZoom": 1,
"maxZoom": 12,
"zoomSnap": 1,
"scrollWheelZoom": true,
"worldCopyJump": false,
"attributionControl": false,
}
}
);
geomap.layers.base(map_geomap, {});
geomap.layers.events(map_geomap, {"kind": "main", "language": "ar"});
