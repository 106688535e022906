/* Fan charts: a mean line and two bands for every scenario, as plain SVG with everything in attributes, so that it can be
 * saved as it is. */
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

/* The scenarios chosen with all their statistics by period. */
function statisticsShown(spec) {
  const found = cell(spec.series, spec.area);
  const difference = state.mode === 'difference';
  return found ? shownScenarios().filter(function (s) { return !(difference && s === 0); }).map(function (s) {
    return { scenario: s, rows: difference ? found.difference[s] : found.level[s] };
  }) : [];
}

/* The same as far as a chart draws them. */
function linesDrawn(spec) {
  const end = lastDrawn(spec.series) + 1;
  return statisticsShown(spec).map(function (line) {
    return { scenario: line.scenario, rows: line.rows.map(function (row) { return row.slice(0, end); }) };
  });
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

/* Places of the letters at the right end: as near to the last values as they can be when they stand `gap` apart. Neighbours
 * that would touch form a block around the mean of their places (isotonic regression by pooling of adjacent violators). */
function spread(targets, gap, top, bottom) {
  const order = targets.map(function (_, i) { return i; }).sort(function (a, b) { return targets[a] - targets[b]; });
  const blocks = [], result = [], lowest = bottom - gap * (targets.length - 1);
  order.forEach(function (scenario, place) {
    let block = { sum: targets[scenario] - gap * place, n: 1 };
    while (blocks.length && blocks[blocks.length - 1].sum / blocks[blocks.length - 1].n >= block.sum / block.n) {
      const before = blocks.pop();
      block = { sum: before.sum + block.sum, n: before.n + block.n };
    }
    blocks.push(block);
  });
  let place = 0;
  blocks.forEach(function (block) {
    const start = Math.max(top, Math.min(lowest, block.sum / block.n));
    for (let i = 0; i < block.n; ++i, ++place) { result[order[place]] = start + gap * place; }
  });
  return result;
}

/* Years on the axis of a chart; where it ends within a year, also that month, and no year too near to it. */
function yearTicks(p) {
  const every = yearOf(last) - yearOf(0) <= 4 ? 1 : p.width > 700 ? 2 : (yearOf(last) - yearOf(0) > 12 ? 5 : 2);
  const marks = [], end = isWhole(p.end) ? '' : MONTHS[data.months[p.end] - 1] + ' ' + yearOf(p.end);
  const room = (end.length * 0.6 + 1.8) * p.size; /* of both, in letters */
  periods.forEach(function (period, t) {
    const first = !monthly || period.slice(5) === '01';
    if (first && isWhole(t) && yearOf(t) % every === 0 && !(end && p.x(p.end) - p.x(t) < room)) {
      marks.push({ t: t, text: String(yearOf(t)), anchor: 'middle' });
    }
  });
  if (end) { marks.push({ t: p.end, text: end, anchor: p.end > 0 ? 'end' : 'middle' }); }
  return marks;
}

/* Rounding of sums is no difference. */
function isNoDifference(spec, low, high) {
  return state.mode === 'difference' &&
    Math.max(-low, high) <= 1e-9 * largestOf([cell(spec.series, spec.area).level[0][MEAN]]);
}

function reasonForNoChart(spec) {
  const shown = shownScenarios();
  if (!shown.length) { return 'Choose a scenario'; }
  if (state.mode === 'difference' && shown.length === 1 && shown[0] === 0) { return 'Choose a scenario to compare'; }
  return state.mode === 'difference' && cell(spec.series, spec.area) ? 'No difference from ' + titleOf(0)
    : 'No values for ' + nameOf(spec.area);
}

/* Scales and places of a chart; null when there is nothing to draw. */
function plan(spec, width, height, big) {
  const lines = linesDrawn(spec), end = placeOf(last);
  let low = Infinity, high = -Infinity;
  lines.forEach(function (line) {
    [MEAN, Q05, Q95].forEach(function (k) {
      line.rows[k].forEach(function (x) { if (isNumber(x)) { low = Math.min(low, x); high = Math.max(high, x); } });
    });
  });
  if (!lines.length || !(high >= low) || isNoDifference(spec, low, high)) { return null; }
  const scale = scaleFor(data.series[spec.series].unit, Math.max(Math.abs(low), Math.abs(high)));
  const axis = axisFor(low / scale.factor, high / scale.factor, state.mode === 'difference', big ? 6 : 4);
  const box = big ? { left: 64, right: 34, top: 14, bottom: 34 } : { left: 48, right: 24, top: 8, bottom: 22 };
  const inner = { width: width - box.left - box.right, height: height - box.top - box.bottom };
  return {
    lines: lines, scale: scale, axis: axis, box: box, width: width, height: height, size: big ? 15 : 11.5, big: big, end: lastDrawn(spec.series),
    x: function (t) { return box.left + (end > 0 ? placeOf(t) / end : 0.5) * inner.width; },
    y: function (value) { return box.top + inner.height * (1 - (value / scale.factor - axis.from) / (axis.to - axis.from)); }
  };
}

/* Just enough decimals to tell ticks apart: 0.25 has two. */
function decimalsOfStep(step) {
  for (let decimals = 0; decimals < 5; ++decimals) {
    const shifted = step * Math.pow(10, decimals);
    if (Math.abs(shifted - Math.round(shifted)) < 1e-6) { return decimals; }
  }
  return 5;
}

function drawFrame(svg, p) {
  const decimals = decimalsOfStep(p.axis.step);
  const text = { 'font-family': FONT, 'font-size': p.size, fill: SOFT };
  p.axis.ticks.forEach(function (tick) {
    const y = round1(p.y(tick * p.scale.factor));
    const isZero = Math.abs(tick) < p.axis.step / 1e6;
    svg.appendChild(shape('line', { x1: p.box.left, x2: p.width - p.box.right, y1: y, y2: y,
      stroke: isZero ? '#8d9aa6' : '#e6ebef', 'stroke-width': 1 }));
    svg.appendChild(shape('text', Object.assign({ x: p.box.left - 6, y: y + p.size * 0.34, 'text-anchor': 'end' }, text),
      state.mode === 'difference' ? signed(tick, decimals) : format(tick, decimals)));
  });
  yearTicks(p).forEach(function (mark) {
    const place = { x: round1(p.x(mark.t)), y: p.height - (p.big ? 8 : 5), 'text-anchor': mark.anchor };
    svg.appendChild(shape('text', Object.assign(place, text), mark.text));
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
    svg.appendChild(shape('path', { class: 'line', d: pathOf(p.x, line.rows[MEAN], p.y), fill: 'none', stroke: colour(line.scenario),
      'stroke-width': p.big ? 3 : 2, 'stroke-dasharray': dashes(line.scenario), 'stroke-linejoin': 'round' }));
    if (p.end === 0 && isNumber(line.rows[MEAN][0])) { /* a single period is a point */
      svg.appendChild(shape('circle', { cx: round1(p.x(0)), cy: round1(p.y(line.rows[MEAN][0])), r: 4, fill: colour(line.scenario) }));
    }
  });
}

/* The letter of a scenario as in badge(). */
function drawBadge(svg, s, x, y, radius) {
  const side = round1(radius * 1.8);
  svg.appendChild(roundOf(s) % 2
    ? shape('rect', { x: round1(x - side / 2), y: round1(y - side / 2), width: side, height: side, rx: 2, fill: colour(s) })
    : shape('circle', { cx: x, cy: y, r: radius, fill: colour(s) }));
  svg.appendChild(shape('text', { x: x, y: y + radius * 0.42, 'text-anchor': 'middle', 'font-family': FONT,
    'font-size': radius * 1.3, 'font-weight': 700, fill: textOn(colour(s)) }, letter(s)));
}

function drawLetters(svg, p) {
  const room = p.height - p.box.top - p.box.bottom + 8;
  const radius = Math.min(p.big ? 11 : 8, (room - p.lines.length) / (2 * p.lines.length)); /* all of them fit one above the other */
  const ends = p.lines.map(function (line) {
    let t = p.end;
    while (t > 0 && !isNumber(line.rows[MEAN][t])) { --t; }
    return p.y(isNumber(line.rows[MEAN][t]) ? line.rows[MEAN][t] : p.axis.from * p.scale.factor);
  });
  spread(ends, radius * 2 + 1, p.box.top + radius - 4, p.height - p.box.bottom - radius + 4).forEach(function (y, i) {
    const s = p.lines[i].scenario, x = p.width - radius - 2;
    svg.appendChild(shape('line', { x1: round1(p.x(p.end)), y1: round1(ends[i]), x2: x - radius, y2: round1(y),
      stroke: colour(s), 'stroke-width': 1 }));
    drawBadge(svg, s, x, round1(y), radius);
  });
}

function describe(spec, p) {
  return spec.label + ', ' + nameOf(spec.area) + ', ' + p.scale.unit + '. ' + periodName(p.end) + ': ' + p.lines.map(function (line) {
    const value = line.rows[MEAN][p.end] / p.scale.factor;
    return titleOf(line.scenario) + ' ' + format(value, decimalsFor(Math.abs(value)));
  }).join('; ');
}

/* The value under the pointer or chosen with the arrow keys. */
function follow(svg, p) {
  const mark = shape('line', { y1: p.box.top, y2: p.height - p.box.bottom, stroke: SOFT, 'stroke-width': 1, visibility: 'hidden' });
  let chosen = p.end;
  svg.appendChild(mark);
  function show(t, x, y) {
    chosen = Math.max(0, Math.min(p.end, t));
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
    let nearest = 0;
    for (let t = 1; t <= p.end; ++t) { if (Math.abs(p.x(t) - x) < Math.abs(p.x(nearest) - x)) { nearest = t; } }
    show(nearest, event.clientX, event.clientY);
  });
  svg.addEventListener('pointerleave', hide);
  svg.addEventListener('blur', hide);
  svg.addEventListener('keydown', function (event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && !p.big) {
      const frame = svg.getBoundingClientRect();
      const next = Math.max(0, Math.min(p.end, chosen + step));
      event.preventDefault();
      show(next, frame.left + p.x(next) * frame.width / p.width, frame.top + frame.height / 2);
    } else if (event.key === 'Escape') { hide(); }
  });
}

function showTip(p, t, x, y) {
  const tip = by('tip');
  const largest = largestOf(p.lines.map(function (line) { return [line.rows[MEAN][t], line.rows[Q95][t]]; })) / p.scale.factor;
  const decimals = decimalsFor(largest), write = state.mode === 'difference' ? signed : format;
  tip.textContent = '';
  tip.appendChild(element('div', 'when', periodName(t) + ' · ' + p.scale.unit));
  p.lines.slice().sort(function (a, b) { return b.rows[MEAN][t] - a.rows[MEAN][t]; }).forEach(function (line) {
    const row = element('div', 'line');
    row.appendChild(badge(line.scenario));
    row.appendChild(element('span', 'value', write(line.rows[MEAN][t] / p.scale.factor, decimals)));
    row.appendChild(element('span', 'band', '90 % ' + bandName + ': ' + write(line.rows[Q05][t] / p.scale.factor, decimals) + ' to ' +
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

/* "stock, end of the year"; a ratio has no more to say than its unit. */
function kindText(series, t) {
  const kind = data.series[series].kind, every = monthly ? 'the month' : 'the year';
  if (kind === 'stock') { return 'stock, ' + (t === undefined ? 'end of ' + every : endOf(t)); }
  if (kind === 'flow') { return 'flow over ' + (t === undefined ? every : periodName(t)); }
  return t === undefined ? '' : periodName(t);
}

function unitAndKind(spec, scale) {
  const found = cell(spec.series, spec.area), parts = [(scale || scaleFor(data.series[spec.series].unit, 0)).unit, kindText(spec.series)];
  const few = found && shownScenarios().some(function (s) { return found.level[s][FLAG][lastDrawn(spec.series)] === '1'; });
  return parts.concat(few ? fewWords() : '').filter(Boolean).join(' · ');
}

function subtitle(spec, scale) {
  return unitAndKind(spec, scale) + ' · ' + nameOf(spec.area) +
    (state.mode === 'difference' ? ' · difference from ' + titleOf(0) : '');
}
