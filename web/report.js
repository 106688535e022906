/* The page: controls, head, the grid of charts and notes; draws the rest. */
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

/* Many scenarios are chosen by their letters alone: the bar must leave room for the page. */
function fillChips() {
  by('chips').classList.toggle('many', data.scenarios.length > 6);
  data.scenarios.forEach(function (_, s) {
    const chip = element('label', 'chip');
    const box = element('input');
    box.type = 'checkbox';
    box.checked = true;
    box.addEventListener('change', function () { state.off[s] = !box.checked; draw(); });
    chip.appendChild(box);
    chip.appendChild(badge(s));
    chip.appendChild(element('span', 'name', shortName(s)));
    chip.title = fullName(s);
    by('chips').appendChild(chip);
    by('legend').appendChild(legendItem(s));
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
    by('legend').children[s].className = state.off[s] ? 'off' : '';
  });
}

/* ---- head ---- */

function fillHead() {
  const n = data.scenarios.length;
  const parts = [last > 0 ? periods[0] + ' to ' + periodName(last) : periodName(0)];
  by('heading').textContent = n > 2 ? 'Labour migration from Viet Nam: ' + n + ' scenarios' : titleOf(n - 1);
  by('kicker').textContent = n > 1 ? 'compared with: ' + fullName(0) : '';
  parts.push(data.replicates + (data.replicates === 1 ? ' replicate' : ' replicates') + ' each');
  const share = Number(attributeOf(0, 'sample'));
  if (share > 0) { parts.push(share < 1 ? 'one person in ' + format(1 / share, 0) + ' simulated' : 'every person simulated'); }
  if (attributeOf(0, 'seed')) { parts.push('seed ' + attributeOf(0, 'seed')); }
  if (version) { parts.push('Corridor ' + version); }
  by('lead').textContent = parts.join('  ·  ');
  by('footer').textContent = 'Made by Corridor' + (version ? ' ' + version : '') +
    '. One file, no connection needed. The numbers are also in comparison.csv and comparison.nc.';
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
        (state.mode === 'difference' ? ' · difference from ' + titleOf(0) : '')));
      grid = element('div', 'grid');
      charts.appendChild(grid);
    }
    grid.appendChild(figure(spec, index));
  });
  by('charts-key').textContent = (state.mode === 'difference' ? 'Difference from ' + titleOf(0) + ', replicate by replicate. ' : '') +
    'Line: mean over replicates. ' + capital(bandsName) + ': darker, the middle 50 % of them; lighter, the middle 90 % (' +
    bandMeaning + '). Letters stand for the scenarios listed at the top.';
}

/* ---- notes ---- */

function fillNotes() {
  const sources = (attributeOf(0, 'references') || '').split('\n').filter(function (line) { return line.trim() !== ''; });
  const list = element('ul');
  const members = attributeOf(0, 'eu_members').split(/[ ,]+/).filter(Boolean);
  by('uncertainty').textContent = 'Each scenario was run ' + data.replicates + (data.replicates === 1 ? ' time' : ' times') +
    ' with other random draws' + (varied ? ', each time with other parameters and facts, drawn from their ranges where they are estimated or ' +
    'assumed and the same in all scenarios' : '') + '. ' + capital(bandsName) + ' hold the middle 50 % and 90 % of these replicates; the line is ' +
    'their mean. ' + (varied ? 'They show how far the answer depends on who was drawn, on shocks and on what the tables leave open, not on what the model ' +
    'leaves out.' : 'A larger sample makes them narrower: they show how far the answer depends on who was drawn and on shocks to demand and openness, and are no interval of the future.');
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
fillWarnings();
fillAreas();
fillChips();
fillModes();
readAddress();
fillLarge();
drawStories();
fillNotes();
draw();
window.addEventListener('hashchange', function () { readAddress(); draw(); });

/* Paper cannot be unfolded. */
const folded = [];
window.addEventListener('beforeprint', function () {
  document.querySelectorAll('details.measures, details.numbers').forEach(function (details) {
    if (!details.open) { folded.push(details); }
    details.open = true;
  });
});
window.addEventListener('afterprint', function () { folded.splice(0).forEach(function (details) { details.open = false; }); });
