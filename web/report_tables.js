/* Tables: the data behind a chart, differences over the years, and what was run. */
/* A table out of headings and groups { title, rows }; a cell is text or a node, the first of a row is its heading. */
function tableOf(headings, groups) {
  const table = element('table'), top = element('thead'), head = element('tr');
  headings.forEach(function (words, c) {
    const th = element('th', c === 0 ? 'left' : '', words);
    th.scope = 'col';
    head.appendChild(th);
  });
  top.appendChild(head);
  table.appendChild(top);
  groups.forEach(function (group) {
    const body = element('tbody'), first = element('tr', 'first'), title = element('th', 'left');
    title.colSpan = headings.length;
    title.scope = 'rowgroup';
    title.appendChild(group.title instanceof Node ? group.title : element('span', 'what', group.title));
    first.appendChild(title);
    body.appendChild(first);
    group.rows.forEach(function (cells) {
      const row = element('tr');
      cells.forEach(function (content, c) {
        const node = element(c === 0 ? 'th' : 'td', c === 0 ? 'left' : '');
        if (c === 0) { node.scope = 'row'; }
        node.appendChild(content instanceof Node ? content : document.createTextNode(content));
        row.appendChild(node);
      });
      body.appendChild(row);
    });
    table.appendChild(body);
  });
  return table;
}

/* ---- data behind a chart, as a table or CSV ---- */

const COLUMNS = [[MEAN, 'mean', 'mean'], [ERROR, 's.e.', 'standard_error'], [Q05, '5 %', 'q05'], [Q25, '25 %', 'q25'],
  [Q75, '75 %', 'q75'], [Q95, '95 %', 'q95']];

function dataTable(spec) {
  const p = plan(spec, 100, 100, false), box = element('div', 'scroll');
  const decimals = decimalsFor(largestOf(p.lines.map(function (line) { return line.rows[MEAN]; })) / p.scale.factor);
  const groups = statisticsShown(spec).map(function (line) {
    return { title: nameWithBadge(line.scenario), rows: periods.map(function (_, t) {
      return [periodName(t)].concat(COLUMNS.map(function (c) { return format(line.rows[c[0]][t] / p.scale.factor, decimals); }));
    }) };
  });
  const table = tableOf([monthly ? 'Month' : 'Year'].concat(COLUMNS.map(function (c) { return c[1]; })), groups);
  table.insertBefore(element('caption', 'sub', spec.label + ', ' + subtitle(spec, p.scale)), table.firstChild);
  box.appendChild(table);
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', 'Data of ' + spec.label);
  return box;
}

function csvCell(text) {
  const safe = /^[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text;
  return '"' + safe.replace(/"/g, '""') + '"';
}

/* The columns of comparison.csv as far as the page knows them, and the title. */
function csvOf(spec) {
  const lines = ['scenario,variable,unit,country,year,statistic,value,kind,months,title'];
  statisticsShown(spec).forEach(function (line) {
    COLUMNS.forEach(function (column) {
      line.rows[column[0]].forEach(function (value, t) {
        if (isNumber(value)) {
          const statistic = (state.mode === 'difference' ? 'difference_' : '') + column[2];
          lines.push([csvCell(shortName(line.scenario)), csvCell(spec.series), csvCell(data.series[spec.series].unit),
            csvCell(spec.area), periods[t].slice(0, monthly ? 7 : 4), statistic, value, data.series[spec.series].kind,
            data.months[t], csvCell(titleOf(line.scenario))].join(','));
        }
      });
    });
  });
  return lines.join('\n') + '\n';
}

/* ---- table of differences ---- */

/* 2030, 2040 and 2050 as far as they are whole, and the last whole year beyond them. */
function tablePeriods() {
  const found = [];
  ['2030', '2040', '2050'].forEach(function (year) {
    let t = lastWhole;
    while (t >= 0 && periods[t].slice(0, 4) !== year) { --t; }
    if (t >= 0) { found.push(t); }
  });
  return found.length && found[found.length - 1] === lastWhole ? found : found.concat(lastWhole);
}

/* A difference with its error, and in percent of the level of the base. */
function differenceCells(found, scenario, scale, t) {
  const base = found.level[0][MEAN][t], difference = found.difference[scenario][MEAN][t];
  const half = found.difference[scenario][HALF][t], flag = found.difference[scenario][FLAG][t], clear = isClear(flag);
  const digits = isNumber(difference) ? decimalsOfDifference(difference, half, scale.factor) : 0;
  const node = element('span', clear ? 'clear' : 'weak');
  node.appendChild(element(clear ? 'b' : 'span', '', isSame(flag) && isNumber(difference) ? '0' : signed(difference / scale.factor, digits)));
  if (!isSame(flag)) {
    node.appendChild(document.createTextNode(halfWords(half, difference, function (x) { return format(x / scale.factor, digits); })));
  }
  if (found.level[scenario][FLAG][t] === '1') { node.appendChild(document.createTextNode(FEW)); }
  return [node, element('span', 'weak', isNumber(base) && base !== 0 && isNumber(difference)
    ? signed(100 * difference / Math.abs(base), 1) + ' %' : '')];
}

function drawTable() {
  const times = tablePeriods(), groups = [], headings = ['Scenario'];
  const shown = shownScenarios().filter(function (s) { return s > 0; });
  times.forEach(function (t) { headings.push(periodName(t), '%'); });
  data.headlines.forEach(function (headline) {
    const found = cell(headline.series, state.area);
    if (!found) { return; }
    const scale = scaleFor(data.series[headline.series].unit, largestOf([found.level[0][MEAN]]));
    groups.push({ title: headline.label + ', ' + scale.unit, rows: shown.map(function (s) {
      return [nameWithBadge(s)].concat([].concat.apply([], times.map(function (t) { return differenceCells(found, s, scale, t); })));
    }) });
  });
  by('differences').hidden = data.scenarios.length < 2;
  by('table').textContent = '';
  by('table').appendChild(tableOf(headings, groups));
  by('table-key').textContent = nameOf(state.area) + '. ' + differenceWords() + ' %: of the level of ' + titleOf(0) + '.';
}

/* ---- what was run ---- */

/* Not shown here: words that stand elsewhere on the page, and marks for programs. */
const ELSEWHERE = ['Conventions', 'corridor_format', 'eu_members', 'references', 'status_note', 'title', 'scenario_title',
  'scenario_description', 'scenario_plausibility', 'policies', 'parameters_changed', 'limits', 'scenario'];

function attributeText(scenario, name) {
  const text = attributeOf(scenario, name), share = Number(text);
  return /sample$/.test(name) && share > 0 && share < 1 ? '1 in ' + format(1 / share, 0) : text;
}

/* What is the same in all runs stands once; the rest by scenario, one below the other, so that it fits on paper. */
function provenanceTable() {
  const same = [], groups = [], names = [];
  data.scenarios.forEach(function (scenario) {
    scenario.attributes.forEach(function (pair) {
      if (names.indexOf(pair[0]) < 0 && ELSEWHERE.indexOf(pair[0]) < 0) { names.push(pair[0]); }
    });
  });
  const isSame = function (name) {
    return data.scenarios.every(function (_, s) { return attributeOf(s, name) === attributeOf(0, name); });
  };
  const line = function (scenario, name) { return [name.replace(/_/g, ' '), element('span', 'wrap', attributeText(scenario, name))]; };
  names.filter(isSame).forEach(function (name) { same.push(line(0, name)); });
  groups.push({ title: data.scenarios.length > 1 ? 'All scenarios' : fullName(0), rows: same });
  data.scenarios.forEach(function (_, s) {
    const rows = names.filter(function (name) { return !isSame(name); }).map(function (name) { return line(s, name); });
    if (rows.length) { groups.push({ title: nameWithBadge(s), rows: rows }); }
  });
  return tableOf(['What', 'Value'], groups);
}
