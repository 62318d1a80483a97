"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const form = byId("filters"), shown = byId("shown"), panel = byId("panel"), list = byId("trials");
  const ids = all("article[data-t]").map((one) => one.dataset.t);
  // What is said of trials that are not of the page is said of all.
  const parted = all("[data-t]").filter((one) => ids.includes(one.dataset.t));
  const ROW = 20;

  // Filters: a trial is shown where it fits every choice; what fits in part, or is not stated, is counted and named.
  function judged() {
    const chosen = all("select", form).map((one) => one.selectedOptions[0]).filter((one) => one.value);
    const sets = chosen.map((one) => ["in", "mixed", "unstated"].map((name) => new Set((one.dataset[name] || "").split(" "))));
    const found = { in: [], mixed: [], unstated: [], out: [] };
    for (const id of ids) {
      const places = sets.map((three) => three.findIndex((set) => set.has(id)));
      const worst = places.includes(-1) ? -1 : Math.max(0, ...places);
      found[worst < 0 ? "out" : ["in", "mixed", "unstated"][worst]].push(id);
    }
    return { found, isAsked: chosen.length > 0 };
  }

  function filter() {
    const { found, isAsked } = judged(), also = form.elements.also.checked;
    const kept = new Set([...found.in, ...(also ? [...found.mixed, ...found.unstated] : [])]);
    for (const one of parted) one.toggleAttribute("hidden", !kept.has(one.dataset.t));
    for (const drawing of all("svg")) restack(drawing);
    for (const table of all("main table.rows, main table.list")) {
      table.toggleAttribute("hidden", isAsked && !table.querySelector("[data-t]:not([hidden])"));
    }
    const named = (word, some) => (some.length ? `${word} ${some.length}: ${some.join(", ")}. ` : "");
    const apart = named("Fit in part", found.mixed) + named("Not stated", found.unstated);
    shown.textContent = !isAsked ? "" :
      `${kept.size} of ${ids.length} trials are shown. ${apart}${found.out.length} do not fit. ` +
      "Counts in sentences, and what stands under a table, are of all trials of the page.";
  }

  function restack(drawing) {
    const rows = all("g[data-t]", drawing).filter((one) => !one.hasAttribute("hidden"));
    rows.forEach((one, place) => one.setAttribute("transform", `translate(0 ${22 + ROW * place})`));
    const end = 22 + ROW * rows.length + 2, line = drawing.querySelector(".one");
    drawing.querySelector(".axis").setAttribute("transform", `translate(0 ${end})`);
    line.setAttribute("d", line.getAttribute("d").replace(/V[\d.]+/, `V${end}`));
    drawing.setAttribute("viewBox", drawing.getAttribute("viewBox").replace(/[\d.]+$/, end + 22));
    drawing.toggleAttribute("hidden", !rows.length);
  }

  // The order of the list; a result is none that it goes by.
  function sort(by, isDown) {
    const heads = all("th[data-sort]", list), place = heads.findIndex((one) => one.dataset.sort === by);
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    const body = list.tBodies[0], key = (row) => place < 0 ? row.place : Number(row.dataset.k.split(" ")[place]);
    const rows = all("tr", body).sort((a, b) => (isDown ? -1 : 1) * (key(a) - key(b)));
    body.append(...rows);
    // The ranks of numbers of patients begin with the largest.
    if (place >= 0) heads[place].setAttribute("aria-sort", isDown !== (by === "n") ? "descending" : "ascending");
  }

  // What is chosen stands in the address, so that it can be sent.
  let order = "", isDown = false;
  function remember(hash = location.hash) {
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    if (order) asked.set("sort", (isDown ? "-" : "") + order);
    const query = asked.toString();
    history.replaceState(null, "", (query ? `?${query}` : location.pathname) + hash);
  }

  function recall() {
    const asked = new URLSearchParams(location.search);
    for (const one of all("select", form)) {
      const value = asked.get(one.name) || "";
      if (all("option", one).some((option) => option.value === value)) one.value = value;
    }
    form.elements.also.checked = asked.has("also");
    const by = asked.get("sort") || "";
    order = by.replace(/^-/, "");
    isDown = by.startsWith("-");
    if (order) sort(order, isDown);
    filter();
  }

  // Where a figure stands: told beside what is read, for the figure that has the focus or was clicked.
  const element = (tag, ...parts) => {
    const made = document.createElement(tag);
    made.append(...parts.filter((one) => one));
    return made;
  };
  const copied = (id, tag) => {
    const own = byId(id);
    if (!own) return "";
    const made = element(tag, ...[...own.cloneNode(true).childNodes]);
    all("[id]", made).forEach((one) => one.removeAttribute("id"));
    return made;
  };

  function tell(link) {
    const id = link.hash.slice(1), figure = byId(id);
    if (!figure) return;
    const cell = figure.closest("td"), row = cell.parentElement, table = row.closest("table");
    const head = table.tHead && table.tHead.rows[0].cells[cell.cellIndex];
    const own = row.cells[row.cells.length - 1], place = own.querySelector("a[href^='#src:']") ? own : table.caption;
    const source = place.querySelector("a[href^='#src:']");
    const what = [table.caption.firstChild.textContent, row.cells[0].textContent, head && head.textContent];
    const numbered = (one) => one.textContent.split(",").map((number) => one.hash.slice(1).replace(/\d+$/, number));
    const notes = [...new Set([...all("sup a", cell), ...all("sup a", place)].flatMap(numbered))];
    const close = element("button", "Close");
    close.type = "button";
    // The focus on a link opens the panel again.
    close.addEventListener("click", () => { link.focus(); hide(); });
    const there = element("a", "Show it among all stored figures");
    there.href = link.hash;
    there.addEventListener("click", (event) => { event.preventDefault(); remember(link.hash); hide(); reveal(); });
    const where = source.nextSibling.textContent.replace(/^, /, "").replace(/\]?\s*$/, "");
    panel.replaceChildren(
      element("p", element("b", figure.textContent), ` ${figure.closest("[data-t]").dataset.t}`),
      element("p", what.filter(Boolean).map((one) => one.trim()).filter(Boolean).join("; ")),
      element("p", `Place: ${where}. Source: `, copied(source.hash.slice(1), "span")),
      notes.length ? element("ul", ...notes.map((one) => copied(one, "li"))) : "",
      element("p", there, " ", close),
    );
    panel.hidden = false;
    document.documentElement.classList.add("told");
  }

  function hide() {
    panel.hidden = true;
    document.documentElement.classList.remove("told");
  }

  const isFigure = (target) => target instanceof Element && target.closest("main a[href^='#f:']");
  document.addEventListener("focusin", (event) => {
    const link = isFigure(event.target);
    if (link) tell(link);
    else if (!panel.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const link = isFigure(event.target);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tell(link);
    remember(link.hash);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // What an address or a link leads to is opened, whatever holds it.
  function reveal() {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target; one; one = one.parentElement) {
      if (one.tagName === "DETAILS") one.open = true;
      one.removeAttribute("hidden");
    }
    target.scrollIntoView();
  }

  // Of a figure that an address leads to neither trial nor arm need be in sight: they are told as where it is clicked.
  function arrive() {
    hide();
    if (location.hash.startsWith("#f:")) {
      const link = all("main a[href^='#f:']").find((one) => one.hash === location.hash);
      tell(link || Object.assign(element("a"), { href: location.hash }));
    }
    reveal();
  }
  window.addEventListener("hashchange", arrive);

  // Stacked on a narrow screen a table is still one to who hears it.
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  for (const table of all(".grid, .rows")) {
    for (const one of [table, ...all("*", table)]) {
      const role = one.tagName === "TH" ? (one.closest("thead") ? "columnheader" : "rowheader") : roles[one.tagName];
      if (role) one.setAttribute("role", role);
    }
  }

  all("tr", list && list.tBodies[0] || form).forEach((row, place) => { row.place = place; });
  for (const head of list ? all("th[data-sort]", list) : []) {
    const button = element("button", head.textContent.trim());
    button.type = "button";
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      isDown = order === head.dataset.sort && !isDown;
      order = head.dataset.sort;
      sort(order, isDown);
      remember();
    });
  }
  form.addEventListener("change", () => { filter(); remember(); });
  form.addEventListener("reset", () => { order = ""; isDown = false; setTimeout(() => { if (list) sort("", false); filter(); remember(); }); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  recall();
  if (location.hash) arrive();
})();
