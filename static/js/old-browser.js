// Shows the notice for outdated browsers. ES3 only: it must run in those very browsers.
// Taken as current: Chrome and Edge 119, Safari 17.4 (they know Promise.withResolvers).
(function () {
  var current =
    typeof Promise === "function" && typeof Promise.withResolvers === "function";
  var notice = document.getElementById("old-browser");
  if (!current && notice) {
    notice.className = "old-browser old-browser--shown";
  }
})();
