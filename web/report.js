'use strict';
/* The report's behaviour: reads the block of JSON, draws cards, fan charts and tables. Text from the data only ever becomes
 * text nodes and attributes that are no code. No library, nothing loaded. */
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const MEAN = 0, ERROR = 1, Q05 = 2, Q25 = 3, Q75 = 4, Q95 = 5;
  const SVG = 'http://www.w3.org/2000/svg';
  const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

  /* Okabe and Ito (2008): told apart by people who see fewer colours; letters and dashes say the same again. */
  const COLOURS = ['#000000', '#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a7f00'];
  const DASHES = ['', '7 3', '2 3', '10 3 2 3', '5 2 2 2 2 2', '12 4', '4 4', '1 3'];
  const DARK_TEXT = { '#cc79a7': 1, '#e69f00': 1, '#56b4e9': 1 };

  const NAMES = {
    ALL: 'All destinations', EU: 'European Union', VNM: 'Viet Nam', ROW: 'Rest of the world', DEU: 'Germany', CZE: 'Czechia',
    POL: 'Poland', HUN: 'Hungary', ROU: 'Romania', SVK: 'Slovakia', FRA: 'France', ITA: 'Italy', AUT: 'Austria', BEL: 'Belgium',
    NLD: 'Netherlands', ESP: 'Spain', PRT: 'Portugal', FIN: 'Finland', SWE: 'Sweden', DNK: 'Denmark', BGR: 'Bulgaria',
    HRV: 'Croatia', LTU: 'Lithuania', LVA: 'Latvia', EST: 'Estonia', SVN: 'Slovenia', GRC: 'Greece', IRL: 'Ireland',
    LUX: 'Luxembourg', MLT: 'Malta', CYP: 'Cyprus', GBR: 'United Kingdom', NOR: 'Norway', CHE: 'Switzerland', JPN: 'Japan',
    KOR: 'Korea', TWN: 'Taiwan', SGP: 'Singapore', MYS: 'Malaysia', AUS: 'Australia', USA: 'United States', CAN: 'Canada'
  };
  const KINDS = { stock: 'stock, end of ', flow: 'flow over ', ratio: 'ratio, ', indicator: 'indicator, ' };

  const periods = data.periods;
  const last = periods.length - 1;
  const monthly = periods[0].length > 4;
  const state = { area: 'EU', mode: 'level', off: {} };

  /* ---- small helpers ---- */

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) { node.className = className; }
    if (text !== undefined) { node.textContent = text; }
    return node;
  }

  function shape(tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    if (text !== undefined) { node.textContent = text; }
    return node;
  }

  function by(id) { return document.getElementById(id); }
  function letter(scenario) { return String.fromCharCode(65 + scenario % 26); }
  function colour(scenario) { return COLOURS[scenario % COLOURS.length]; }
  function textOn(fill) { return DARK_TEXT[fill] ? '#1b2733' : '#ffffff'; }
  function nameOf(area) { return NAMES[area] || area; }
  function isNumber(x) { return typeof x === 'number' && isFinite(x); }
  function round1(x) { return Math.round(x * 10) / 10; }

  function badge(scenario) {
    const node = element('span', 'badge', letter(scenario));
    node.style.background = colour(scenario);
    node.style.color = textOn(colour(scenario));
    node.title = data.scenarios[scenario].name;
    return node;
  }

  function shownScenarios() {
    return data.scenarios.map(function (_, s) { return s; }).filter(function (s) { return !state.off[s]; });
  }

  function attributeOf(scenario, name) {
    const found = data.scenarios[scenario].attributes.filter(function (pair) { return pair[0] === name; });
    return found.length ? found[0][1] : '';
  }

  /* Statistics of a series in an area, or undefined. */
  function cell(series, area) {
    const entry = data.series[series];
    return entry && entry.areas[area];
  }

  /* ---- numbers ---- */

  /* A scale that keeps numbers short: { factor, unit }. */
  function scaleFor(unit, largest) {
    if (unit === 'percent' || unit === 'ratio') { return { factor: 1, unit: unit }; }
    if (largest >= 1e9) { return { factor: 1e9, unit: 'billion ' + unit }; }
    if (largest >= 2e6) { return { factor: 1e6, unit: 'million ' + unit }; }
    if (largest >= 2e4) { return { factor: 1e3, unit: 'thousand ' + unit }; }
    return { factor: 1, unit: unit };
  }

  function decimalsFor(size) {
    if (!(size > 0)) { return 0; }
    return Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(size))));
  }

  function format(x, decimals) {
    if (!isNumber(x)) { return '–'; }
    const fixed = Math.abs(x).toFixed(decimals).split('.');
    fixed[0] = fixed[0].replace(/\B(?=(\d{3})+$)/g, ',');
    const text = fixed.join('.');
    return (x < 0 && Number(text.replace(/,/g, '')) !== 0 ? '−' : '') + text;
  }

  function signed(x, decimals) {
    if (!isNumber(x)) { return '–'; }
    const text = format(x, decimals);
    return text.charAt(0) === '−' || Number(text.replace(/,/g, '')) === 0 ? text : '+' + text;
  }

  /* A difference is written to the second digit of its standard error, within reason. */
  function decimalsOfDifference(difference, error, factor) {
    const size = isNumber(error) && error > 0 ? error * 10 / factor : Math.abs(difference) / factor;
    return Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(size > 0 ? size : 1))));
  }

  function largestOf(rows) {
    let largest = 0;
    rows.forEach(function (row) { row.forEach(function (x) { if (isNumber(x)) { largest = Math.max(largest, Math.abs(x)); } }); });
    return largest;
  }

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
    [['sample', 'sample '], ['seed', 'seed '], ['version', 'Corridor ']].forEach(function (pair) {
      const value = attributeOf(0, pair[0]);
      if (value) { parts.push(pair[1] + value); }
    });
    by('lead').textContent = parts.join('  ·  ');
    by('footer').textContent = 'Made by Corridor' + (attributeOf(0, 'version') ? ' ' + attributeOf(0, 'version') : '') +
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
    shown.forEach(function (s, i) { rows.appendChild(cardRow(s, levels[i], s > 0 ? lastOf(found.difference[s]) : null, scale, range)); });
    node.appendChild(rows);
    return node;
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
  }

  /* ---- what each scenario changes ---- */

  function drawStories() {
    data.scenarios.forEach(function (scenario, s) {
      const node = element('article', 'story');
      const head = element('h3');
      const lines = scenario.changes.split('\n').filter(function (line) { return line.trim() !== ''; });
      node.style.borderTopColor = colour(s);
      head.appendChild(badge(s));
      head.appendChild(document.createTextNode(scenario.name + (s === 0 ? ' (base)' : '')));
      node.appendChild(head);
      if (scenario.description) { node.appendChild(element('p', '', scenario.description)); }
      if (lines.length) {
        const list = element('ul');
        lines.forEach(function (line) { list.appendChild(element('li', '', line)); });
        node.appendChild(list);
      }
      by('stories').appendChild(node);
    });
  }

  /* ---- fan charts ---- */

  function niceStep(range, count) {
    const raw = range / count, power = Math.pow(10, Math.floor(Math.log10(raw)));
    const steps = [1, 2, 2.5, 5, 10];
    for (let i = 0; i < steps.length; ++i) { if (steps[i] * power >= raw * 0.999) { return steps[i] * power; } }
    return 10 * power;
  }

  /* Round limits and ticks around the values. Levels that come near zero begin at zero. */
  function axisFor(low, high, zero, count) {
    if (zero || (low > 0 && low < 0.55 * high)) { low = Math.min(0, low); high = Math.max(0, high); }
    if (!(high > low)) { high = low + (Math.abs(low) || 1); }
    const step = niceStep(high - low, count), ticks = [];
    const from = Math.floor(low / step + 1e-9) * step, to = Math.ceil(high / step - 1e-9) * step;
    for (let i = 0; from + i * step <= to + step / 1e6; ++i) { ticks.push(from + i * step); }
    return { from: from, to: ticks[ticks.length - 1], ticks: ticks, step: step };
  }

  function statisticsShown(spec) {
    const found = cell(spec.series, spec.area);
    const difference = state.mode === 'difference';
    return found ? shownScenarios().filter(function (s) { return !(difference && s === 0); }).map(function (s) {
      return { scenario: s, rows: difference ? found.difference[s] : found.level[s] };
    }) : [];
  }

  function pathOf(xs, row, at) {
    let path = '', open = false;
    row.forEach(function (value, t) {
      if (!isNumber(value)) { open = false; return; }
      path += (open ? 'L' : 'M') + round1(xs(t)) + ' ' + round1(at(value));
      open = true;
    });
    return path;
  }

  function bandOf(xs, low, high, at) {
    const up = [], down = [];
    low.forEach(function (value, t) {
      if (isNumber(value) && isNumber(high[t])) {
        up.push(round1(xs(t)) + ' ' + round1(at(high[t])));
        down.unshift(round1(xs(t)) + ' ' + round1(at(value)));
      }
    });
    return up.length > 1 ? 'M' + up.concat(down).join('L') + 'Z' : '';
  }

  /* Places of the letters at the right end: near the last value, but apart. */
  function spread(targets, gap, top, bottom) {
    const order = targets.map(function (y, i) { return { y: y, i: i }; }).sort(function (a, b) { return a.y - b.y; });
    for (let round = 0; round < 40; ++round) {
      for (let i = 1; i < order.length; ++i) {
        const lack = gap - (order[i].y - order[i - 1].y);
        if (lack > 0) { order[i].y += lack / 2; order[i - 1].y -= lack / 2; }
      }
      order.forEach(function (o) { o.y = Math.max(top, Math.min(bottom, o.y)); });
    }
    const result = [];
    order.forEach(function (o) { result[o.i] = o.y; });
    return result;
  }

  function yearTicks(width) {
    const years = periods.map(function (p) { return Number(p.slice(0, 4)); });
    const every = width > 700 ? 2 : (years[last] - years[0] > 12 ? 5 : 2);
    const marks = [];
    periods.forEach(function (p, t) {
      const first = !monthly || p.slice(5) === '01';
      if (first && years[t] % every === 0) { marks.push({ t: t, text: String(years[t]) }); }
    });
    return marks;
  }

  function plan(spec, width, height, big) {
    const lines = statisticsShown(spec);
    let low = Infinity, high = -Infinity;
    lines.forEach(function (line) {
      [MEAN, Q05, Q95].forEach(function (k) {
        line.rows[k].forEach(function (x) { if (isNumber(x)) { low = Math.min(low, x); high = Math.max(high, x); } });
      });
    });
    if (!lines.length || !(high >= low)) { return null; }
    const scale = scaleFor(data.series[spec.series].unit, Math.max(Math.abs(low), Math.abs(high)));
    const axis = axisFor(low / scale.factor, high / scale.factor, state.mode === 'difference', big ? 6 : 4);
    const box = big ? { left: 64, right: 34, top: 14, bottom: 34 } : { left: 44, right: 24, top: 8, bottom: 22 };
    const inner = { width: width - box.left - box.right, height: height - box.top - box.bottom };
    return {
      lines: lines, scale: scale, axis: axis, box: box, width: width, height: height, size: big ? 15 : 11.5, big: big,
      x: function (t) { return box.left + (last > 0 ? t / last : 0.5) * inner.width; },
      y: function (value) { return box.top + inner.height * (1 - (value / scale.factor - axis.from) / (axis.to - axis.from)); }
    };
  }

  function drawFrame(svg, p) {
    const decimals = p.axis.step >= 1 && p.axis.step % 1 === 0 ? 0 : Math.min(4, Math.max(1, -Math.floor(Math.log10(p.axis.step) + 1e-9) +
      (Math.abs(p.axis.step / Math.pow(10, Math.floor(Math.log10(p.axis.step) + 1e-9)) - 2.5) < 1e-6 ? 1 : 0)));
    const text = { 'font-family': FONT, 'font-size': p.size, fill: '#51606e' };
    p.axis.ticks.forEach(function (tick) {
      const y = round1(p.y(tick * p.scale.factor));
      const isZero = Math.abs(tick) < p.axis.step / 1e6;
      svg.appendChild(shape('line', { x1: p.box.left, x2: p.width - p.box.right, y1: y, y2: y,
        stroke: isZero ? '#8d9aa6' : '#e6ebef', 'stroke-width': 1 }));
      svg.appendChild(shape('text', Object.assign({ x: p.box.left - 6, y: y + p.size * 0.34, 'text-anchor': 'end' }, text),
        state.mode === 'difference' ? signed(tick, decimals) : format(tick, decimals)));
    });
    yearTicks(p.width).forEach(function (mark) {
      svg.appendChild(shape('text', Object.assign({ x: round1(p.x(mark.t)), y: p.height - (p.big ? 8 : 5), 'text-anchor': 'middle' }, text),
        mark.text));
    });
  }

  function drawLines(svg, p) {
    const many = p.lines.length > 2 ? 0.75 : 1;
    p.lines.forEach(function (line) {
      const fill = colour(line.scenario);
      svg.appendChild(shape('path', { d: bandOf(p.x, line.rows[Q05], line.rows[Q95], p.y), fill: fill, 'fill-opacity': 0.12 * many }));
      svg.appendChild(shape('path', { d: bandOf(p.x, line.rows[Q25], line.rows[Q75], p.y), fill: fill, 'fill-opacity': 0.2 * many }));
    });
    p.lines.forEach(function (line) {
      svg.appendChild(shape('path', { d: pathOf(p.x, line.rows[MEAN], p.y), fill: 'none', stroke: colour(line.scenario),
        'stroke-width': p.big ? 3 : 2, 'stroke-dasharray': DASHES[line.scenario % DASHES.length], 'stroke-linejoin': 'round' }));
    });
  }

  function drawLetters(svg, p) {
    const radius = p.big ? 11 : 8;
    const ends = p.lines.map(function (line) {
      let t = last;
      while (t > 0 && !isNumber(line.rows[MEAN][t])) { --t; }
      return p.y(isNumber(line.rows[MEAN][t]) ? line.rows[MEAN][t] : p.axis.from * p.scale.factor);
    });
    spread(ends, radius * 2 + 1, p.box.top + radius - 6, p.height - p.box.bottom - radius + 4).forEach(function (y, i) {
      const s = p.lines[i].scenario, x = p.width - radius - 2;
      svg.appendChild(shape('line', { x1: p.width - p.box.right, y1: round1(ends[i]), x2: x - radius, y2: round1(y), stroke: colour(s), 'stroke-width': 1 }));
      svg.appendChild(shape('circle', { cx: x, cy: round1(y), r: radius, fill: colour(s) }));
      svg.appendChild(shape('text', { x: x, y: round1(y) + radius * 0.42, 'text-anchor': 'middle', 'font-family': FONT,
        'font-size': radius * 1.3, 'font-weight': 700, fill: textOn(colour(s)) }, letter(s)));
    });
  }

  function describe(spec, p) {
    return spec.label + ', ' + nameOf(spec.area) + ', ' + p.scale.unit + '. ' + periods[last] + ': ' + p.lines.map(function (line) {
      const value = line.rows[MEAN][last] / p.scale.factor;
      return data.scenarios[line.scenario].name + ' ' + format(value, decimalsFor(Math.abs(value)));
    }).join('; ');
  }

  /* The value under the pointer or chosen with the arrow keys. */
  function follow(svg, p) {
    const mark = shape('line', { y1: p.box.top, y2: p.height - p.box.bottom, stroke: '#51606e', 'stroke-width': 1, visibility: 'hidden' });
    let chosen = last;
    svg.appendChild(mark);
    function show(t, x, y) {
      chosen = Math.max(0, Math.min(last, t));
      mark.setAttribute('x1', p.x(chosen));
      mark.setAttribute('x2', p.x(chosen));
      mark.setAttribute('visibility', 'visible');
      showTip(p, chosen, x, y);
    }
    function hide() {
      mark.setAttribute('visibility', 'hidden');
      by('tip').hidden = true;
    }
    svg.addEventListener('pointermove', function (event) {
      const frame = svg.getBoundingClientRect();
      const x = (event.clientX - frame.left) * p.width / frame.width;
      const share = (x - p.box.left) / (p.width - p.box.left - p.box.right);
      show(Math.round(share * last), event.clientX, event.clientY);
    });
    svg.addEventListener('pointerleave', hide);
    svg.addEventListener('blur', hide);
    svg.addEventListener('keydown', function (event) {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && !p.big) {
        const frame = svg.getBoundingClientRect();
        event.preventDefault();
        show(chosen + step, frame.left + p.x(chosen + step) * frame.width / p.width, frame.top + frame.height / 2);
      } else if (event.key === 'Escape') { hide(); }
    });
  }

  function showTip(p, t, x, y) {
    const tip = by('tip');
    const largest = largestOf(p.lines.map(function (line) { return [line.rows[MEAN][t], line.rows[Q95][t]]; })) / p.scale.factor;
    const decimals = decimalsFor(largest), write = state.mode === 'difference' ? signed : format;
    tip.textContent = '';
    tip.appendChild(element('div', 'when', periods[t] + ' · ' + p.scale.unit));
    p.lines.slice().sort(function (a, b) { return b.rows[MEAN][t] - a.rows[MEAN][t]; }).forEach(function (line) {
      const row = element('div', 'line');
      row.appendChild(badge(line.scenario));
      row.appendChild(element('span', 'value', write(line.rows[MEAN][t] / p.scale.factor, decimals)));
      row.appendChild(element('span', 'band', '90 %: ' + write(line.rows[Q05][t] / p.scale.factor, decimals) + ' to ' +
        write(line.rows[Q95][t] / p.scale.factor, decimals)));
      tip.appendChild(row);
    });
    tip.hidden = false;
    (by('large').open ? by('large') : document.body).appendChild(tip);
    tip.style.left = Math.max(6, Math.min(x + 16, window.innerWidth - tip.offsetWidth - 8)) + 'px';
    tip.style.top = Math.max(6, Math.min(y - 20, window.innerHeight - tip.offsetHeight - 8)) + 'px';
  }

  function chartSvg(spec, width, height, big) {
    const p = plan(spec, width, height, big);
    if (!p) { return null; }
    const svg = shape('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', tabindex: 0, 'aria-label': describe(spec, p) });
    drawFrame(svg, p);
    drawLines(svg, p);
    drawLetters(svg, p);
    follow(svg, p);
    return { svg: svg, plan: p };
  }

  function unitAndKind(spec, scale) {
    const entry = data.series[spec.series];
    const adds = entry.kind === 'stock' || entry.kind === 'flow';
    return (scale ? scale.unit : entry.unit) + ' · ' + (adds ? kindText(spec.series, monthly ? 'the month' : 'the year') : entry.kind);
  }

  function subtitle(spec, scale) {
    return unitAndKind(spec, scale) + ' · ' + nameOf(spec.area) +
      (state.mode === 'difference' ? ' · difference from ' + data.scenarios[0].name : '');
  }

  /* ---- data behind a chart, as a table or CSV ---- */

  const COLUMNS = [[MEAN, 'mean'], [Q05, '5 %'], [Q25, '25 %'], [Q75, '75 %'], [Q95, '95 %']];

  function dataTable(spec) {
    const p = plan(spec, 100, 100, false);
    const box = element('div', 'scroll'), table = element('table'), head = element('tr'), body = element('tbody'), top = element('thead');
    const decimals = decimalsFor(largestOf(p.lines.map(function (line) { return line.rows[MEAN]; })) / p.scale.factor);
    ['Scenario', monthly ? 'Month' : 'Year'].concat(COLUMNS.map(function (c) { return c[1]; })).forEach(function (title) {
      const th = element('th', '', title);
      th.scope = 'col';
      head.appendChild(th);
    });
    p.lines.forEach(function (line) {
      periods.forEach(function (period, t) {
        const row = element('tr');
        row.appendChild(element('td', 'left', data.scenarios[line.scenario].name));
        row.appendChild(element('td', '', period));
        COLUMNS.forEach(function (c) { row.appendChild(element('td', '', format(line.rows[c[0]][t] / p.scale.factor, decimals))); });
        body.appendChild(row);
      });
    });
    table.appendChild(element('caption', 'sub', spec.label + ', ' + subtitle(spec, p.scale)));
    top.appendChild(head);
    table.appendChild(top);
    table.appendChild(body);
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
            lines.push([csvCell(data.scenarios[line.scenario].name), csvCell(spec.series), csvCell(data.series[spec.series].unit),
              csvCell(spec.area), periods[t], (state.mode === 'difference' ? 'difference_' : '') + ['mean', 'q05', 'q25', 'q75', 'q95'][c],
              value].join(','));
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
      node.appendChild(element('p', 'none', state.mode === 'difference' && shownScenarios().length < 2
        ? 'Choose a scenario to compare' : 'No values for ' + nameOf(spec.area)));
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
    by('large-body').appendChild(drawn ? drawn.svg : element('p', 'none', 'No values for ' + nameOf(spec.area)));
    legend.textContent = '';
    (drawn ? drawn.plan.lines : []).forEach(function (line) {
      const item = element('span');
      item.appendChild(badge(line.scenario));
      item.appendChild(document.createTextNode(data.scenarios[line.scenario].name));
      legend.appendChild(item);
    });
    if (!by('large').open) { by('large').showModal(); }
  }

  function fileName(spec, extension) {
    return [spec.series, spec.area, state.mode].join('_') + '.' + extension;
  }

  /* The chart with its title, legend and source line, as a file of its own. */
  function picture(spec) {
    const drawn = chartSvg(spec, 1200, 540, true);
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
    text(24, 684, 13, '#7c8a97', 'Corridor ' + attributeOf(0, 'version') + ', simulation: mean, 50 % and 90 % of ' + data.replicates + ' replicates');
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
    by('large-svg').addEventListener('click', function () { save(fileName(specs()[largeIndex], 'svg'), 'image/svg+xml', picture(specs()[largeIndex])); });
    by('large-png').addEventListener('click', savePicture);
    by('large-csv').addEventListener('click', function () { save(fileName(specs()[largeIndex], 'csv'), 'text/csv', csvOf(specs()[largeIndex])); });
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

  function provenanceTable() {
    const names = [], table = element('table'), head = element('tr'), top = element('thead'), body = element('tbody');
    data.scenarios.forEach(function (scenario) {
      scenario.attributes.forEach(function (pair) {
        const hidden = ['Conventions', 'corridor_format', 'eu_members', 'sources', 'status_note', 'title'];
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
        row.appendChild(element('td', 'wrap', text.length > 160 ? text.slice(0, 160) + ' …' : text));
      });
      body.appendChild(row);
    });
    top.appendChild(head);
    table.appendChild(top);
    table.appendChild(body);
    return table;
  }

  function fillNotes() {
    const sources = (attributeOf(0, 'sources') || '').split('\n').filter(function (line) { return line.trim() !== ''; });
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
}());
