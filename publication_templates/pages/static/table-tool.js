// Shows a data set of the release as a table: areas, years and items are chosen, columns sorted, what is shown downloaded.
// Each data set is a script beside this one that calls receiveDataSet, as a page that is opened from disk may read no other file.
"use strict";
(function () {
  const LIMIT = 300;
  const NAMES = ["la_name", "agency_name", "region_name", "country_name"]; // of an area, the smallest first
  const byId = (id) => document.getElementById(id);
  const choices = byId("choices");
  const form = byId("table-tool");
  const told = byId("told");
  const table = byId("shown");
  const definitions = Array.from(document.querySelectorAll("[data-defined]"));
  let held = null;
  let sorted = { column: -1, down: false };

  // What is read: columns of places (year and area) and of items (the filters), and every number's text, row by row.
  window.receiveDataSet = function (data) {
    const texts = data.numbers.split("\n");
    const width = data.number_columns.length;
    const rows = [];
    data.rows.forEach(function (run, at) {
      rows.push([...data.places[run[0]], ...data.items[run[1]], ...texts.slice(at * width, (at + 1) * width)]);
    });
    const columns = [...data.place_columns, ...data.item_columns, ...data.number_columns];
    const names = NAMES.map((name) => columns.indexOf(name)).filter((column) => column >= 0);
    if (columns.includes("geographic_level") && names.length > 1) {
      rows.forEach((row) => row.push(row[names.find((column) => row[column])]));
    }
    held = {
      name: data.name,
      columns: columns,
      // Behind the columns of the file stands what a row is of: one name is easier to read than three columns of them.
      area: rows.length && rows[0].length > columns.length ? columns.length : -1,
      labels: [...data.labels, "Area"],
      firstItem: data.place_columns.length,
      firstNumber: data.place_columns.length + data.item_columns.length,
      rows: rows,
    };
    sorted = { column: -1, down: false };
    offer();
    show();
  };

  function load(name) {
    told.textContent = "Reading the data set.";
    for (const one of definitions) {
      one.hidden = one.dataset.defined !== name;
    }
    const script = document.createElement("script");
    script.src = "site/data/" + name + ".js";
    script.onerror = function () {
      told.textContent = "The data set cannot be read: is " + script.src + " there?";
    };
    document.head.append(script);
    script.onload = function () {
      script.remove();
    };
  }

  function distinct(column) {
    return Array.from(new Set(held.rows.map((row) => row[column])));
  }

  function at(name) {
    return held.columns.indexOf(name);
  }

  function choice(column, words, every) {
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.id = "choice-" + column;
    select.dataset.column = column;
    label.htmlFor = select.id;
    label.textContent = words;
    select.append(new Option(every, ""));
    for (const text of distinct(column)) {
      select.append(new Option(text || "(none)", "=" + text));
    }
    const box = document.createElement("div");
    box.append(label, select);
    choices.append(box);
    return select;
  }

  function offer() {
    choices.replaceChildren();
    byId("area").value = "";
    const year = at("time_period");
    if (year >= 0) {
      const select = choice(year, "Year", "All years");
      const years = distinct(year);
      select.value = "=" + years.reduce((one, other) => (other > one ? other : one));
    }
    if (at("geographic_level") >= 0) {
      choice(at("geographic_level"), "Level of area", "All levels");
    }
    for (let column = held.firstItem; column < held.firstNumber; column += 1) {
      choice(column, held.labels[column] || held.columns[column], "All");
    }
  }

  function chosen() {
    const wanted = Array.from(choices.querySelectorAll("select"), (one) => [Number(one.dataset.column), one.value]);
    const area = byId("area").value.trim().toLowerCase();
    const rows = held.rows.filter(function (row) {
      return (
        wanted.every(([column, value]) => !value || row[column] === value.slice(1)) &&
        (!area || row.slice(0, held.firstItem).some((text) => text.toLowerCase().includes(area)))
      );
    });
    if (sorted.column >= 0) {
      // Symbols come after numbers, whichever way these go, and have no place among them.
      const isCompared = (row) => !isNumber(sorted.column) || !Number.isNaN(parseFloat(row[sorted.column]));
      const compared = rows.filter(isCompared).sort(compare);
      if (sorted.down) {
        compared.reverse();
      }
      return [...compared, ...rows.filter((row) => !isCompared(row))];
    }
    return rows;
  }

  function compare(one, other) {
    const a = one[sorted.column];
    const b = other[sorted.column];
    return isNumber(sorted.column) ? parseFloat(a) - parseFloat(b) : a.localeCompare(b, "en-GB");
  }

  function isNumber(column) {
    return column >= held.firstNumber && column !== held.area;
  }

  function show() {
    const rows = chosen();
    const columns = held.columns.map((_, column) => column).filter((column) => !isIdle(column));
    if (held.area >= 0) {
      columns.splice(columns.findIndex((column) => column > at("time_period")), 0, held.area);
    }
    const head = document.createElement("tr");
    for (const column of columns) {
      const cell = document.createElement("th");
      const button = document.createElement("button");
      cell.scope = "col";
      cell.className = isNumber(column) ? "number" : "";
      button.type = "button";
      button.textContent = held.labels[column] || held.columns[column];
      button.addEventListener("click", function () {
        sorted = { column: column, down: sorted.column === column && !sorted.down };
        show();
        byId("head").querySelectorAll("button")[columns.indexOf(column)].focus();
      });
      if (sorted.column === column) {
        cell.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      }
      cell.append(button);
      head.append(cell);
    }
    byId("head").replaceChildren(head);
    byId("body").replaceChildren(
      ...rows.slice(0, LIMIT).map(function (row) {
        const line = document.createElement("tr");
        for (const column of columns) {
          const cell = document.createElement("td");
          cell.className = isNumber(column) ? "number" : "";
          cell.textContent = isNumber(column) ? printed(row[column]) : row[column];
          line.append(cell);
        }
        return line;
      })
    );
    byId("shown-title").textContent = byId("data-set").selectedOptions[0].text + ": chosen rows";
    table.hidden = false;
    byId("download").hidden = false;
    const more = rows.length > LIMIT ? " The first " + LIMIT + " are shown; the download has all." : "";
    told.textContent = rows.length.toLocaleString("en-GB") + (rows.length === 1 ? " row." : " rows.") + more;
  }

  // A number with its thousands told apart; anything else as the file has it.
  function printed(text) {
    const parts = text.split(".");
    const isNumber = /^-?[0-9]+$/.test(parts[0]);
    return isNumber ? [parts[0].replace(/\B(?=([0-9]{3})+$)/g, ","), ...parts.slice(1)].join(".") : text;
  }

  // A column that says the same in every row of the data set, or is a code beside a name, is not shown; downloads have it.
  function isIdle(column) {
    const name = held.columns[column];
    if (held.area >= 0 && (name === "geographic_level" || NAMES.includes(name))) {
      return true;
    }
    return column < held.firstItem && (/_code$|^time_identifier$|^country/.test(name) || distinct(column).length < 2);
  }

  function quoted(text) {
    return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function download() {
    const width = held.columns.length;
    const lines = [held.columns, ...chosen()].map((row) => row.slice(0, width).map(quoted).join(",") + "\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(lines, { type: "text/csv" }));
    link.download = held.name + "-chosen.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("data-set").addEventListener("change", (event) => load(event.target.value));
  choices.addEventListener("change", show);
  byId("area").addEventListener("input", () => held && show());
  byId("download").addEventListener("click", download);
  load(byId("data-set").value);
})();
