// Shows, of the list of authorities, those whose name or code holds what is typed; without this script the list is whole.
"use strict";
(function () {
  const box = document.getElementById("authority-search");
  const told = document.getElementById("authority-search-told");
  const places = Array.from(document.querySelectorAll("[data-authority]"));
  const groups = Array.from(document.querySelectorAll("[data-authorities]"));
  box.closest("[hidden]").hidden = false;
  function wanted(text) {
    return text.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  }
  box.addEventListener("input", function () {
    const typed = wanted(box.value);
    let found = 0;
    for (const place of places) {
      place.hidden = !wanted(place.dataset.authority).includes(typed);
      found += place.hidden ? 0 : 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("[data-authority]:not([hidden])");
    }
    told.textContent = typed ? found + (found === 1 ? " authority" : " authorities") : "";
  });
  box.closest("form").addEventListener("submit", function (event) {
    event.preventDefault();
    const first = document.querySelector("[data-authority]:not([hidden]) a");
    if (first && box.value) {
      location.href = first.href;
    }
  });
})();
