/* Headline numbers as cards and as a table, the list of scenarios, and what each of them changes. */
/* ---- what may be said of a difference ---- */

function isSame(flag) { return data.verdicts[flag] === 'same'; }
function isClear(flag) { return data.verdicts[flag] === 'clear'; }

/* How the error of a difference is made. Where a replicate has no value the quantile is that of the fewer ones left. */
function intervalWords() {
  const freedom = data.replicates - 1;
  return isNumber(data.t_quantile) ? ' ± half of its 95 % interval: ' + format(data.t_quantile, 2) + ' standard errors, by Student’s t ' +
    'with ' + freedom + (freedom === 1 ? ' degree' : ' degrees') + ' of freedom, replicates paired. Bold: the interval does not hold ' +
    'zero. Grey: not distinguishable from zero with these replicates, or resting on too few (' + FEW + '). Of twenty differences ' +
    'without an effect, one is bold by chance. '
    : '; one replicate cannot tell it from chance. ';
}

function differenceWords() {
  return (data.scenarios.length > 1 ? 'Difference from ' + titleOf(0) + intervalWords() : '') + FEW + ' ' + fewWords() + '.';
}

/* "± 3"; nothing for a difference of zero; "± ?" where few replicates are all alike. */
function halfWords(half, change, write) {
  if (isNumber(half)) { return ' ± ' + write(half); }
  return isNumber(data.t_quantile) && change !== 0 ? ' ± ?' : '';
}

const FEW = '°';
function fewWords() { return 'rests on fewer than ' + data.few_agents + ' simulated persons or households'; }

/* What a reader has to know before any number. */
function fillWarnings() {
  const words = [brokenNote()], box = by('warnings');
  if (data.replicates === 1) {
    words.push('Only one replicate: nothing shows how much of a number is chance of the sample.');
  } else if (data.replicates < data.few_replicates) {
    words.push('Only ' + data.replicates + ' replicates: intervals and ' + bandsName + ' are rough; the middle 90 % of so few is little ' +
      'more than their range. The same difference in all of them is no evidence (±\u00a0?).');
  }
  words.filter(Boolean).forEach(function (text) { box.appendChild(element('p', 'warning', text)); });
}

/* ---- the list of scenarios ---- */

function lineSample(scenario) {
  const svg = shape('svg', { viewBox: '0 0 44 10', width: 44, height: 10, 'aria-hidden': 'true' });
  svg.appendChild(shape('line', { class: 'line', x1: 1, x2: 43, y1: 5, y2: 5, stroke: colour(scenario), 'stroke-width': 2.5,
    'stroke-dasharray': dashes(scenario) }));
  return svg;
}

/* Title, and the short name beside it. */
function nameNodes(scenario) {
  const node = element('span', 'names', titleOf(scenario));
  if (titleOf(scenario) !== shortName(scenario)) {
    node.appendChild(document.createTextNode(' '));
    node.appendChild(element('span', 'short', shortName(scenario)));
  }
  return node;
}

function legendItem(scenario) {
  const item = element('li');
  item.appendChild(badge(scenario));
  item.appendChild(lineSample(scenario));
  item.appendChild(nameNodes(scenario));
  return item;
}

function nameWithBadge(scenario) {
  const node = element('span', 'scenario');
  node.appendChild(badge(scenario));
  node.appendChild(element('span', 'name', titleOf(scenario)));
  return node;
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

function at(statistics, t) {
  return statistics ? statistics.map(function (row) { return row[t]; }) : null;
}

/* Decimals of the levels of a headline; one more where an interval would vanish. */
function decimalsOfHeadline(levels, differences, factor) {
  const decimals = decimalsFor(largestOf(levels.map(function (v) { return [v[MEAN]]; })) / factor);
  const vanishes = differences.some(function (v) { return v && v[HALF] > 0 && Number((v[HALF] / factor).toFixed(decimals)) === 0; });
  return Math.min(4, vanishes ? decimals + 1 : decimals);
}

/* The numbers of one headline in the last whole period, as they are written: a difference is that of the levels written
 * beside it. Null where the area has no value. */
function headlineNumbers(headline) {
  const found = cell(headline.series, state.area), shown = shownScenarios();
  if (!found) { return null; }
  const levels = found.level.map(function (rows) { return at(rows, lastWhole); });
  const differences = found.difference.map(function (rows) { return at(rows, lastWhole); });
  const visible = shown.map(function (s) { return levels[s]; });
  const scale = scaleFor(data.series[headline.series].unit, largestOf(visible.map(function (v) { return [v[MEAN]]; })));
  const decimals = decimalsOfHeadline(levels, differences, scale.factor);
  const written = function (x) { return isNumber(x) ? Number((x / scale.factor).toFixed(decimals)) : NaN; };
  const rows = shown.map(function (s) {
    const level = levels[s], difference = s > 0 ? differences[s] : null, change = written(level[MEAN]) - written(levels[0][MEAN]);
    return { scenario: s, values: level, level: format(written(level[MEAN]), decimals),
      band: format(written(level[Q05]), decimals) + ' to ' + format(written(level[Q95]), decimals),
      change: !difference || !isNumber(difference[MEAN]) ? '' : isSame(difference[FLAG]) ? 'no difference' : signed(change, decimals),
      half: !difference || isSame(difference[FLAG]) ? '' : halfWords(difference[HALF], difference[MEAN], function (half) {
        return format(written(half), decimals);
      }),
      clear: difference !== null && isClear(difference[FLAG]), few: level[FLAG] === '1' };
  });
  return { scale: scale, rows: rows };
}

function changeNode(row) {
  const node = element('span', row.clear ? 'change clear' : 'change weak');
  if (row.change === '') {
    node.textContent = row.scenario === 0 ? 'base' : '–';
    return node;
  }
  node.appendChild(element(row.clear ? 'b' : 'span', '', row.change));
  node.appendChild(element('span', 'half', row.half));
  return node;
}

function cardRow(row, scale, low, high) {
  const node = element('div', 'row');
  node.appendChild(badge(row.scenario));
  node.appendChild(element('span', 'value', row.level + (row.few ? FEW : '')));
  node.appendChild(whiskers(row.values, row.scenario, low, high));
  node.appendChild(changeNode(row));
  node.title = fullName(row.scenario) + ': ' + row.level + ' ' + scale.unit + ', 90 % ' + bandName + ' ' + row.band + (row.few ? '; ' + fewWords() : '');
  return node;
}

function card(headline) {
  const node = element('article', 'card'), rows = element('div', 'rows'), numbers = headlineNumbers(headline);
  node.appendChild(element('h3', '', headline.label));
  if (!numbers) {
    node.appendChild(element('p', 'none', 'No value for ' + nameOf(state.area)));
    return node;
  }
  const ends = [].concat.apply([], numbers.rows.map(function (row) { return [row.values[Q05], row.values[Q95], row.values[MEAN]]; }));
  const known = ends.filter(isNumber);
  node.appendChild(element('p', 'sub', numbers.scale.unit + ' · ' + kindText(headline.series, lastWhole)));
  numbers.rows.forEach(function (row) {
    rows.appendChild(cardRow(row, numbers.scale, Math.min.apply(null, known), Math.max.apply(null, known)));
  });
  node.appendChild(rows);
  return node;
}

function cardsTable() {
  const groups = [];
  data.headlines.forEach(function (headline) {
    const numbers = headlineNumbers(headline);
    if (!numbers) { return; }
    groups.push({ title: headline.label + ', ' + numbers.scale.unit, rows: numbers.rows.map(function (row) {
      return [nameWithBadge(row.scenario), row.level + (row.few ? FEW : ''), row.band, changeNode(row)];
    }) });
  });
  return tableOf(['Scenario', 'Mean', '90 % ' + bandName, 'Difference ± 95 %'], groups);
}

function drawCards() {
  const cards = by('cards');
  cards.textContent = '';
  by('headlines-title').textContent = nameOf(state.area) + ' in ' + periodName(lastWhole);
  data.headlines.forEach(function (headline) {
    if (data.series[headline.series]) { cards.appendChild(card(headline)); }
  });
  by('cards-key').textContent = 'Mean over replicates; bars: ' + bandsName + ', the middle 90 % and 50 % of the replicates (' +
    bandMeaning + '). ' + differenceWords();
  by('cards-table').textContent = '';
  by('cards-table').appendChild(cardsTable());
}

/* ---- what each scenario changes ---- */

function changesOf(scenario) {
  const parts = [['Policies', linesOf(data.scenarios[scenario].policies)],
    ['Parameters that differ from their defaults', linesOf(data.scenarios[scenario].parameters)],
    ['What became of limits on admissions', linesOf(data.scenarios[scenario].limits)]];
  const node = element('details', 'measures');
  const counts = [[parts[0][1].length, 'policy', 'policies'], [parts[1][1].length, 'other parameter', 'other parameters']];
  const words = counts.filter(function (c) { return c[0] > 0; }).map(function (c) { return c[0] + ' ' + (c[0] === 1 ? c[1] : c[2]); });
  if (!words.length) { return element('p', 'sub', 'No policy and no other value of a parameter.'); }
  node.appendChild(element('summary', '', words.join(', ')));
  node.open = counts[0][0] + counts[1][0] <= 3;
  parts.forEach(function (part) {
    const list = element('ul');
    if (!part[1].length) { return; }
    part[1].forEach(function (line) { list.appendChild(element('li', '', line)); });
    node.appendChild(element('h4', '', part[0]));
    node.appendChild(list);
  });
  return node;
}

function drawStories() {
  data.scenarios.forEach(function (scenario, s) {
    const node = element('article', 'story'), head = element('h3'), plausible = element('p', 'plausibility');
    node.style.borderTopColor = colour(s);
    head.appendChild(badge(s));
    head.appendChild(nameNodes(s));
    if (s === 0) { head.appendChild(element('span', 'base', 'base')); }
    node.appendChild(head);
    if (scenario.description) { node.appendChild(element('p', '', scenario.description)); }
    if (scenario.plausibility) {
      plausible.appendChild(element('b', '', 'How plausible: '));
      plausible.appendChild(document.createTextNode(scenario.plausibility));
      node.appendChild(plausible);
    }
    node.appendChild(changesOf(s));
    by('stories').appendChild(node);
  });
}
