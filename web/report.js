/* The page: controls, headline cards, the grid of charts, tables and notes. */
/* ---- controls ---- */

function fillAreas() {
  const select = by('area');
  const totals = data.areas.filter(function (a) { return a === 'ALL' || a === 'EU'; });
  const countries = data.areas.filter(function (a) {
    return a !== 'ALL' && a !== 'EU' && a !== 'VNM' &&
      data.charts.some(function (chart) { return !chart.home && cell(chart.series, a); });
  });
  countries.sort(function (a, b) { return nameOf(a).localeCompare(nameOf(b), 'en'); });
  totals.concat(countries).forEach(function (area) {
    const option = element('option', '', nameOf(area));
    option.value = area;
    select.appendChild(option);
  });
  if (!cell(data.headlines[0] ? data.headlines[0].series : '', 'EU') && totals.indexOf('ALL') >= 0) { state.area = 'ALL'; }
  select.addEventListener('change', function () { state.area = select.value; draw(); });
}

function fillChips() {
  data.scenarios.forEach(function (scenario, s) {
    const chip = element('label', 'chip');
    const box = element('input');
    box.type = 'checkbox';
    box.checked = true;
    box.addEventListener('change', function () { state.off[s] = !box.checked; draw(); });
    chip.appendChild(box);
    chip.appendChild(badge(s));
    chip.appendChild(document.createTextNode(scenario.name));
    by('chips').appendChild(chip);
  });
}

function fillModes() {
  Array.prototype.forEach.call(document.getElementsByName('mode'), function (radio) {
    radio.addEventListener('change', function () { state.mode = radio.value; draw(); });
  });
}

/* The view stands in the address, so that a link shows the same. */
function writeAddress() {
  const off = Object.keys(state.off).filter(function (s) { return state.off[s]; });
  const address = '#area=' + state.area + '&show=' + state.mode + (off.length ? '&without=' + off.join('.') : '');
  try { history.replaceState(null, '', address); } catch (error) { /* some viewers of files forbid it */ }
}

function readAddress() {
  location.hash.slice(1).split('&').forEach(function (part) {
    const pair = part.split('=');
    if (pair[0] === 'area' && data.areas.indexOf(pair[1]) >= 0) { state.area = pair[1]; }
    if (pair[0] === 'show' && (pair[1] === 'level' || pair[1] === 'difference')) { state.mode = pair[1]; }
    if (pair[0] === 'without') { (pair[1] || '').split('.').forEach(function (s) { state.off[Number(s)] = true; }); }
  });
}

function showState() {
  by('area').value = state.area;
  Array.prototype.forEach.call(document.getElementsByName('mode'), function (radio) { radio.checked = radio.value === state.mode; });
  Array.prototype.forEach.call(by('chips').querySelectorAll('.chip'), function (chip, s) {
    chip.querySelector('input').checked = !state.off[s];
    chip.className = state.off[s] ? 'chip off' : 'chip';
  });
}

/* ---- head ---- */

function fillHead() {
  const n = data.scenarios.length;
  const parts = [periods[0] + ' to ' + periods[last]];
  by('heading').textContent = n === 1 ? 'Labour migration from Viet Nam: ' + data.scenarios[0].name
    : 'Labour migration from Viet Nam: ' + n + ' scenarios';
  parts.push(data.replicates + (data.replicates === 1 ? ' replicate' : ' replicates') + ' each');
  const share = Number(attributeOf(0, 'sample'));
  if (share > 0) { parts.push(share < 1 ? 'one person in ' + format(1 / share, 0) + ' simulated' : 'every person simulated'); }
  if (attributeOf(0, 'seed')) { parts.push('seed ' + attributeOf(0, 'seed')); }
  if (version) { parts.push('Corridor ' + version); }
  by('lead').textContent = parts.join('  ·  ');
  by('footer').textContent = 'Made by Corridor' + (version ? ' ' + version : '') +
    '. One file, no connection needed. The numbers are also in comparison.csv and comparison.nc.';
}

/* ---- headline cards ---- */

function whiskers(values, scenario, low, high) {
  const width = 100, at = function (x) { return 4 + (width - 8) * (high > low ? (x - low) / (high - low) : 0.5); };
  const svg = shape('svg', { viewBox: '0 0 100 18', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const line = function (from, to, size, opacity) {
    if (isNumber(from) && isNumber(to)) {
      svg.appendChild(shape('line', { x1: round1(at(from)), x2: round1(Math.max(at(to), at(from) + 0.6)), y1: 9, y2: 9,
        stroke: colour(scenario), 'stroke-width': size, 'stroke-opacity': opacity }));
    }
  };
  svg.appendChild(shape('line', { x1: 0, x2: width, y1: 9, y2: 9, stroke: '#e6ebef', 'stroke-width': 1 }));
  line(values[Q05], values[Q95], 4, 0.35);
  line(values[Q25], values[Q75], 8, 0.6);
  if (isNumber(values[MEAN])) {
    svg.appendChild(shape('line', { x1: round1(at(values[MEAN])), x2: round1(at(values[MEAN])), y1: 2, y2: 16,
      stroke: colour(scenario), 'stroke-width': 2, 'vector-effect': 'non-scaling-stroke' }));
  }
  return svg;
}

function lastOf(statistics) {
  return statistics ? statistics.map(function (row) { return row[last]; }) : null;
}

/* As many decimals as the level has, one more where the standard error would vanish, fewer where it is large. */
function digitsBeside(decimals, difference, factor) {
  const vanishes = isNumber(difference[ERROR]) && Number((difference[ERROR] / factor).toFixed(decimals)) === 0;
  return Math.min(decimalsOfDifference(difference[MEAN], difference[ERROR], factor), vanishes ? decimals + 1 : decimals);
}

function cardRow(scenario, level, difference, scale, range) {
  const row = element('div', 'row');
  const change = element('span', 'change');
  const decimals = decimalsFor(range.largest / scale.factor);
  row.appendChild(badge(scenario));
  row.appendChild(element('span', 'value', format(level[MEAN] / scale.factor, decimals)));
  row.appendChild(whiskers(level, scenario, range.low, range.high));
  if (difference && isNumber(difference[MEAN])) {
    const digits = digitsBeside(decimals, difference, scale.factor);
    change.appendChild(element('b', '', signed(difference[MEAN] / scale.factor, digits)));
    if (isNumber(difference[ERROR])) {
      change.appendChild(element('span', 'se', ' ± ' + format(difference[ERROR] / scale.factor, digits)));
    }
  } else {
    change.appendChild(element('span', 'faint', scenario === 0 ? 'base' : '–'));
  }
  row.appendChild(change);
  row.title = data.scenarios[scenario].name + ': ' + format(level[MEAN] / scale.factor, decimals) + ' ' + scale.unit +
    ', 90 % interval ' + format(level[Q05] / scale.factor, decimals) + ' to ' + format(level[Q95] / scale.factor, decimals);
  return row;
}

function kindText(series, when) {
  const kind = data.series[series].kind;
  return (KINDS[kind] || '') + when;
}

function card(headline) {
  const node = element('article', 'card');
  const found = cell(headline.series, state.area);
  const shown = shownScenarios();
  const rows = element('div', 'rows');
  node.appendChild(element('h3', '', headline.label));
  if (!found) {
    node.appendChild(element('p', 'none', 'No value for ' + nameOf(state.area)));
    return node;
  }
  const levels = shown.map(function (s) { return lastOf(found.level[s]); });
  const ends = levels.map(function (v) { return [v[Q05], v[Q95], v[MEAN]]; });
  const all = [].concat.apply([], ends).filter(isNumber);
  const range = { largest: largestOf(levels.map(function (v) { return [v[MEAN]]; })),
    low: Math.min.apply(null, all), high: Math.max.apply(null, all) };
  const scale = scaleFor(data.series[headline.series].unit, range.largest);
  node.appendChild(element('p', 'sub', scale.unit + ' · ' + kindText(headline.series, periods[last])));
  shown.forEach(function (s, i) {
    rows.appendChild(cardRow(s, levels[i], s > 0 ? lastOf(found.difference[s]) : null, scale, range));
  });
  node.appendChild(rows);
  return node;
}

/* A table out of headings and rows of cells; a cell is text or a node. Cells of text columns are `left`. */
function tableOf(headings, rows, nLeft) {
  const table = element('table'), top = element('thead'), head = element('tr'), body = element('tbody');
  headings.forEach(function (words, c) {
    const th = element('th', c < nLeft ? 'left' : '', words);
    th.scope = 'col';
    head.appendChild(th);
  });
  rows.forEach(function (cells) {
    const row = element('tr', cells[0] ? 'first' : '');
    cells.forEach(function (content, c) {
      const td = element(c === 0 ? 'th' : 'td', c < nLeft ? 'left' : '');
      td.appendChild(content instanceof Node ? content : document.createTextNode(content));
      row.appendChild(td);
    });
    body.appendChild(row);
  });
  top.appendChild(head);
  table.appendChild(top);
  table.appendChild(body);
  return table;
}

function nameWithBadge(scenario) {
  const node = element('span');
  node.appendChild(badge(scenario));
  node.appendChild(document.createTextNode(data.scenarios[scenario].name));
  return node;
}

function cardsTable() {
  const rows = [];
  data.headlines.forEach(function (headline) {
    const found = cell(headline.series, state.area);
    if (!found) { return; }
    const levels = found.level.map(lastOf);
    const scale = scaleFor(data.series[headline.series].unit, largestOf(levels.map(function (v) { return [v[MEAN]]; })));
    shownScenarios().forEach(function (s, i) {
      const level = levels[s].map(function (x) { return isNumber(x) ? x / scale.factor : x; });
      const difference = s > 0 ? lastOf(found.difference[s]) : null;
      const decimals = decimalsFor(Math.abs(level[Q95]));
      const digits = difference ? decimalsOfDifference(difference[MEAN], difference[ERROR], scale.factor) : 0;
      rows.push([i === 0 ? headline.label : '', i === 0 ? scale.unit : '', nameWithBadge(s), format(level[MEAN], decimals),
        format(level[Q05], decimals) + ' to ' + format(level[Q95], decimals),
        difference ? signed(difference[MEAN] / scale.factor, digits) : '',
        difference ? format(difference[ERROR] / scale.factor, digits) : '']);
    });
  });
  return tableOf(['Series', 'Unit', 'Scenario', 'Mean', '90 % interval', 'Difference', 's.e.'], rows, 3);
}

function drawCards() {
  const cards = by('cards');
  cards.textContent = '';
  by('headlines-title').textContent = nameOf(state.area) + ' in ' + periods[last];
  data.headlines.forEach(function (headline) {
    if (data.series[headline.series]) { cards.appendChild(card(headline)); }
  });
  by('cards-key').textContent = 'Mean over replicates, with bars for the middle 90 % and 50 % of them. Right: difference from ' +
    data.scenarios[0].name + ' ± its standard error (paired).';
  by('cards-table').textContent = '';
  by('cards-table').appendChild(cardsTable());
}

/* ---- what each scenario changes ---- */

function drawStories() {
  data.scenarios.forEach(function (scenario, s) {
    const node = element('article', 'story');
    const head = element('h3');
    const lines = scenario.changes.split('\n').filter(function (line) { return line.trim() !== ''; });
    node.style.borderTopColor = colour(s);
    head.appendChild(badge(s));
    head.appendChild(element('span', 'name', scenario.name.replace(/_/g, ' ') + (s === 0 ? ' (base)' : '')));
    node.appendChild(head);
    if (scenario.description) { node.appendChild(element('p', '', scenario.description)); }
    if (lines.length) {
      const list = element('ul');
      const measures = element('details', 'measures');
      lines.forEach(function (line) { list.appendChild(element('li', '', line)); });
      measures.appendChild(element('summary', '', lines.length === 1 ? 'The measure' : 'The ' + lines.length + ' measures'));
      measures.appendChild(list);
      node.appendChild(measures);
    }
    by('stories').appendChild(node);
  });
}

/* ---- data behind a chart, as a table or CSV ---- */

const COLUMNS = [[MEAN, 'mean'], [Q05, '5 %'], [Q25, '25 %'], [Q75, '75 %'], [Q95, '95 %']];

function dataTable(spec) {
  const p = plan(spec, 100, 100, false), box = element('div', 'scroll'), rows = [];
  const decimals = decimalsFor(largestOf(p.lines.map(function (line) { return line.rows[MEAN]; })) / p.scale.factor);
  p.lines.forEach(function (line) {
    periods.forEach(function (period, t) {
      rows.push([t === 0 ? data.scenarios[line.scenario].name : '', period].concat(COLUMNS.map(function (c) {
        return isNumber(line.rows[c[0]][t]) ? format(line.rows[c[0]][t] / p.scale.factor, decimals) : '–';
      })));
    });
  });
  const table = tableOf(['Scenario', monthly ? 'Month' : 'Year'].concat(COLUMNS.map(function (c) { return c[1]; })), rows, 1);
  table.insertBefore(element('caption', 'sub', spec.label + ', ' + subtitle(spec, p.scale)), table.firstChild);
  box.appendChild(table);
  box.tabIndex = 0;
  return box;
}

function csvCell(text) {
  const safe = /^[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text;
  return '"' + safe.replace(/"/g, '""') + '"';
}

function csvOf(spec) {
  const lines = ['scenario,variable,unit,country,year,statistic,value'];
  statisticsShown(spec).forEach(function (line) {
    COLUMNS.forEach(function (column, c) {
      line.rows[column[0]].forEach(function (value, t) {
        if (isNumber(value)) {
          const statistic = (state.mode === 'difference' ? 'difference_' : '') + ['mean', 'q05', 'q25', 'q75', 'q95'][c];
          lines.push([csvCell(data.scenarios[line.scenario].name), csvCell(spec.series), csvCell(data.series[spec.series].unit),
            csvCell(spec.area), periods[t], statistic, value].join(','));
        }
      });
    });
  });
  return lines.join('\n') + '\n';
}

function save(name, type, content) {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([content], { type: type }));
  link.download = name;
  link.click();
  setTimeout(function () { URL.revokeObjectURL(link.href); }, 4000);
}

/* ---- the grid of charts ---- */

function specs() {
  return data.charts.filter(function (chart) { return data.series[chart.series]; }).map(function (chart) {
    return { series: chart.series, label: chart.label, group: chart.group, area: chart.home ? 'VNM' : state.area };
  });
}

function figure(spec, index) {
  const node = element('figure', 'chart'), caption = element('figcaption'), words = element('div');
  const drawn = chartSvg(spec, 392, 216, false);
  const title = element('h4', '', spec.label);
  title.title = data.series[spec.series].long_name;
  words.appendChild(title);
  words.appendChild(element('p', 'sub', unitAndKind(spec, drawn && drawn.plan.scale)));
  caption.appendChild(words);
  node.appendChild(caption);
  if (!drawn) {
    node.appendChild(element('p', 'none', reasonForNoChart(spec)));
    return node;
  }
  const open = element('button', 'open', '⤢');
  open.type = 'button';
  open.title = 'Large';
  open.setAttribute('aria-label', 'Show ' + spec.label + ' large');
  open.addEventListener('click', function () { showLarge(index); });
  caption.appendChild(open);
  node.appendChild(drawn.svg);
  const details = element('details');
  details.appendChild(element('summary', '', 'Data'));
  details.addEventListener('toggle', function () {
    if (details.open && details.childNodes.length < 2) { details.appendChild(dataTable(spec)); }
  });
  node.appendChild(details);
  return node;
}

function drawCharts() {
  const charts = by('charts');
  let group = '', grid = null;
  charts.textContent = '';
  specs().forEach(function (spec, index) {
    if (spec.group !== group) {
      group = spec.group;
      charts.appendChild(element('h3', 'group', group + (group === nameOf(spec.area) ? '' : ' · ' + nameOf(spec.area)) +
        (state.mode === 'difference' ? ' · difference from ' + data.scenarios[0].name : '')));
      grid = element('div', 'grid');
      charts.appendChild(grid);
    }
    grid.appendChild(figure(spec, index));
  });
  by('charts-key').textContent = (state.mode === 'difference' ? 'Difference from ' + data.scenarios[0].name + ', replicate by replicate. '
    : '') + 'Line: mean over replicates. Darker band: middle 50 % of them; lighter band: middle 90 %. Letters name the scenarios.';
}

/* ---- one chart, large, for a room ---- */

let largeIndex = 0;

function showLarge(index) {
  const all = specs();
  largeIndex = (index + all.length) % all.length;
  const spec = all[largeIndex], drawn = chartSvg(spec, 1200, 540, true);
  const legend = by('large-legend');
  by('tip').hidden = true;
  by('large-title').textContent = spec.label;
  by('large-sub').textContent = subtitle(spec, drawn && drawn.plan.scale);
  by('large-body').textContent = '';
  by('large-body').appendChild(drawn ? drawn.svg : element('p', 'none', reasonForNoChart(spec)));
  legend.textContent = '';
  (drawn ? drawn.plan.lines : []).forEach(function (line) {
    const item = element('span');
    item.appendChild(badge(line.scenario));
    item.appendChild(document.createTextNode(data.scenarios[line.scenario].name));
    legend.appendChild(item);
  });
  if (!by('large').open) {
    by('large').showModal();
    by('large').focus();
  }
}

function fileName(spec, extension) {
  return [spec.series, spec.area, state.mode].join('_') + '.' + extension;
}

/* The chart with its title, legend and source line, as a file of its own. */
function picture(spec) {
  const drawn = chartSvg(spec, 1200, 540, true);
  if (!drawn) { return ''; }
  const svg = shape('svg', { xmlns: SVG, viewBox: '0 0 1240 700', width: 1240, height: 700 });
  const text = function (x, y, size, fill, words, weight) {
    svg.appendChild(shape('text', { x: x, y: y, 'font-family': FONT, 'font-size': size, fill: fill, 'font-weight': weight || 400 }, words));
  };
  let x = 24;
  svg.appendChild(shape('rect', { width: 1240, height: 700, fill: '#ffffff' }));
  text(24, 44, 27, '#1b2733', spec.label, 650);
  text(24, 70, 16, '#51606e', subtitle(spec, drawn.plan.scale));
  drawn.svg.setAttribute('x', 16);
  drawn.svg.setAttribute('y', 84);
  drawn.svg.setAttribute('width', 1200);
  drawn.svg.setAttribute('height', 540);
  svg.appendChild(drawn.svg);
  drawn.plan.lines.forEach(function (line) {
    const fill = colour(line.scenario), name = data.scenarios[line.scenario].name;
    svg.appendChild(shape('circle', { cx: x + 9, cy: 647, r: 10, fill: fill }));
    svg.appendChild(shape('text', { x: x + 9, y: 652, 'text-anchor': 'middle', 'font-family': FONT, 'font-size': 13, 'font-weight': 700,
      fill: textOn(fill) }, letter(line.scenario)));
    text(x + 25, 652, 15, '#1b2733', name);
    x += 50 + name.length * 8.2;
  });
  text(24, 684, 13, '#7c8a97', 'Corridor ' + version + ', simulation: mean, 50 % and 90 % of ' +
    data.replicates + ' replicates');
  return new XMLSerializer().serializeToString(svg);
}

function savePicture() {
  const spec = specs()[largeIndex], image = new Image();
  image.onload = function () {
    const canvas = element('canvas');
    canvas.width = 2480;
    canvas.height = 1400;
    canvas.getContext('2d').drawImage(image, 0, 0, 2480, 1400);
    canvas.toBlob(function (blob) { save(fileName(spec, 'png'), 'image/png', blob); });
  };
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(picture(spec));
}

function fillLarge() {
  by('large-close').addEventListener('click', function () { by('large').close(); });
  by('large-previous').addEventListener('click', function () { showLarge(largeIndex - 1); });
  by('large-next').addEventListener('click', function () { showLarge(largeIndex + 1); });
  by('large-svg').addEventListener('click', function () {
    const spec = specs()[largeIndex];
    save(fileName(spec, 'svg'), 'image/svg+xml', picture(spec));
  });
  by('large-png').addEventListener('click', savePicture);
  by('large-csv').addEventListener('click', function () {
    const spec = specs()[largeIndex];
    save(fileName(spec, 'csv'), 'text/csv', csvOf(spec));
  });
  by('large').addEventListener('close', function () { by('tip').hidden = true; });
  by('large').addEventListener('keydown', function (event) {
    if (event.key === 'ArrowLeft') { showLarge(largeIndex - 1); }
    if (event.key === 'ArrowRight') { showLarge(largeIndex + 1); }
  });
}

/* ---- table of differences ---- */

function tableYears() {
  const wanted = ['2030', '2040', '2050'], found = [];
  wanted.forEach(function (year) {
    let at = -1;
    periods.forEach(function (p, t) { if (p.slice(0, 4) === year) { at = t; } });
    if (at >= 0) { found.push(at); }
  });
  return found.length ? found : [last];
}

function differenceCells(row, found, scenario, scale) {
  tableYears().forEach(function (t) {
    const rows = found.difference[scenario], base = found.level[0][MEAN][t];
    const difference = rows[MEAN][t], error = rows[ERROR][t];
    const td = element('td'), digits = isNumber(difference) ? decimalsOfDifference(difference, error, scale.factor) : 0;
    const strong = isNumber(difference) && isNumber(error) && Math.abs(difference) > 1.96 * error;
    td.className = strong ? '' : 'weak';
    td.appendChild(element(strong ? 'b' : 'span', '', isNumber(difference) ? signed(difference / scale.factor, digits) : '–'));
    if (isNumber(error)) { td.appendChild(document.createTextNode(' ± ' + format(error / scale.factor, digits))); }
    row.appendChild(td);
    row.appendChild(element('td', strong ? 'faint' : 'weak', isNumber(base) && base !== 0 && isNumber(difference)
      ? signed(100 * difference / Math.abs(base), 1) + ' %' : ''));
  });
}

function drawTable() {
  const box = by('table'), table = element('table'), top = element('thead'), head = element('tr'), body = element('tbody');
  const shown = shownScenarios().filter(function (s) { return s > 0; });
  box.textContent = '';
  [['Series', 'left'], ['Unit', 'left'], ['Scenario', 'left']].forEach(function (c) { head.appendChild(element('th', c[1], c[0])); });
  tableYears().forEach(function (t) { head.appendChild(element('th', '', periods[t])); head.appendChild(element('th', '', '%')); });
  data.headlines.forEach(function (headline) {
    const found = cell(headline.series, state.area);
    if (!found) { return; }
    const scale = scaleFor(data.series[headline.series].unit, largestOf([found.level[0][MEAN]]));
    shown.forEach(function (s, i) {
      const row = element('tr', i === 0 ? 'first' : ''), name = element('td', 'left');
      row.appendChild(element('th', 'left', i === 0 ? headline.label : ''));
      row.appendChild(element('td', 'left sub', i === 0 ? scale.unit : ''));
      name.appendChild(badge(s));
      name.appendChild(document.createTextNode(data.scenarios[s].name));
      row.appendChild(name);
      differenceCells(row, found, s, scale);
      body.appendChild(row);
    });
  });
  top.appendChild(head);
  table.appendChild(top);
  table.appendChild(body);
  box.appendChild(table);
  by('table-key').textContent = nameOf(state.area) + '. Mean difference from ' + data.scenarios[0].name +
    ' ± standard error, paired by replicate; % of the level of ' + data.scenarios[0].name +
    '. Bold: beyond 1.96 standard errors; grey: not told from zero with these replicates.';
}

/* ---- notes ---- */

/* The beginning of a digest is enough to compare; all of it stands in the title. */
function shorten(text) {
  if (/^[0-9a-f]{40,}$/.test(text)) { return text.slice(0, 16) + ' …'; }
  return text.length > 160 ? text.slice(0, 160) + ' …' : text;
}

function provenanceTable() {
  const names = [], table = element('table'), head = element('tr'), top = element('thead'), body = element('tbody');
  data.scenarios.forEach(function (scenario) {
    scenario.attributes.forEach(function (pair) {
      const hidden = ['Conventions', 'corridor_format', 'eu_members', 'references', 'status_note', 'title'];
      if (names.indexOf(pair[0]) < 0 && hidden.indexOf(pair[0]) < 0) { names.push(pair[0]); }
    });
  });
  head.appendChild(element('th', 'left', ''));
  data.scenarios.forEach(function (scenario, s) {
    const th = element('th', 'left');
    th.appendChild(badge(s));
    th.appendChild(document.createTextNode(' ' + scenario.name));
    head.appendChild(th);
  });
  names.forEach(function (name) {
    const row = element('tr');
    row.appendChild(element('th', 'left', name.replace(/_/g, ' ')));
    data.scenarios.forEach(function (_, s) {
      const text = attributeOf(s, name);
      const td = element('td', 'wrap', shorten(text));
      td.title = text.slice(0, 2000);
      row.appendChild(td);
    });
    body.appendChild(row);
  });
  top.appendChild(head);
  table.appendChild(top);
  table.appendChild(body);
  return table;
}

function fillNotes() {
  const sources = (attributeOf(0, 'references') || '').split('\n').filter(function (line) { return line.trim() !== ''; });
  const list = element('ul');
  const members = attributeOf(0, 'eu_members').split(/[ ,]+/).filter(Boolean);
  by('uncertainty').textContent = 'Each scenario was run ' + data.replicates + (data.replicates === 1 ? ' time' : ' times') +
    ' with other random draws. Bands hold the middle 50 % and 90 % of these replicates; the line is their mean.';
  by('areas-note').textContent = 'European Union: ' + (members.length ? members.map(nameOf).join(', ') : 'members not given') +
    '. All destinations: every country but Viet Nam.';
  by('status-note').textContent = attributeOf(0, 'status_note');
  sources.forEach(function (line) { list.appendChild(element('li', '', line)); });
  if (!sources.length) {
    list.appendChild(element('li', '', 'The source of every input value stands beside it in the data tables of the model (data/sources.csv).'));
  }
  by('sources').appendChild(list);
  by('provenance').appendChild(provenanceTable());
}

function draw() {
  by('tip').hidden = true;
  showState();
  writeAddress();
  drawCards();
  drawCharts();
  drawTable();
}

fillHead();
fillAreas();
fillChips();
fillModes();
readAddress();
fillLarge();
drawStories();
fillNotes();
draw();
window.addEventListener('hashchange', function () { readAddress(); draw(); });
