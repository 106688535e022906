/* One chart, large, for a room; and as a file of its own. */
let largeIndex = 0;

function save(name, type, content) {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([content], { type: type }));
  link.download = name;
  link.click();
  setTimeout(function () { URL.revokeObjectURL(link.href); }, 4000);
}

/* On a phone the chart is drawn in the size of its screen, so that its letters can be read. */
function drawLarge(spec) {
  return window.innerWidth < 720 ? chartSvg(spec, 360, 340, false) : chartSvg(spec, 1200, 540, true);
}

function showLarge(index) {
  const all = specs();
  largeIndex = (index + all.length) % all.length;
  const spec = all[largeIndex], drawn = drawLarge(spec);
  const legend = by('large-legend');
  by('tip').hidden = true;
  by('large-title').textContent = spec.label;
  by('large-sub').textContent = subtitle(spec, drawn && drawn.plan.scale);
  by('large-body').textContent = '';
  by('large-body').appendChild(drawn ? drawn.svg : element('p', 'none', reasonForNoChart(spec)));
  by('large-note').textContent = drawn && drawn.plan.end < last ? brokenNote() : '';
  legend.textContent = '';
  (drawn ? drawn.plan.lines : []).forEach(function (line) { legend.appendChild(legendItem(line.scenario)); });
  if (!by('large').open) {
    by('large').showModal();
    by('large').focus();
  }
}

function fileName(spec, extension) {
  return [spec.series, spec.area, state.mode].join('_') + '.' + extension;
}

/* Words broken into lines of at most so many letters; a word that is longer is cut. */
function brokenLines(words, length) {
  const lines = [''];
  words.split(' ').forEach(function (word) {
    for (; word.length > length; word = word.slice(length)) { lines.push(word.slice(0, length)); }
    const end = lines[lines.length - 1];
    if (end !== '' && end.length + 1 + word.length > length) { lines.push(word); } else { lines[lines.length - 1] = end ? end + ' ' + word : word; }
  });
  return lines.filter(function (line) { return line !== ''; });
}

/* The legend of a picture in two columns from `top` down; the height it took. */
function pictureLegend(svg, lines, top) {
  const ends = [top, top];
  lines.forEach(function (line) {
    const column = ends[0] <= ends[1] ? 0 : 1, x = 24 + column * 600, y = ends[column] + 18;
    drawBadge(svg, line.scenario, x + 9, y - 5, 10);
    svg.appendChild(shape('line', { x1: x + 26, x2: x + 70, y1: y - 5, y2: y - 5, stroke: colour(line.scenario), 'stroke-width': 3,
      'stroke-dasharray': dashes(line.scenario) }));
    const words = brokenLines(fullName(line.scenario), 62);
    words.forEach(function (part, i) {
      svg.appendChild(shape('text', { x: x + 80, y: y + i * 19, 'font-family': FONT, 'font-size': 15, fill: INK }, part));
    });
    ends[column] = y + (words.length - 1) * 19 + 7;
  });
  return Math.max(ends[0], ends[1]) - top;
}

/* The chart with its title, legend and source line: { text, width, height } of an SVG file. */
function picture(spec) {
  const drawn = chartSvg(spec, 1200, 540, true);
  if (!drawn) { return null; }
  const svg = shape('svg', { xmlns: SVG });
  const text = function (x, y, size, fill, words, weight) {
    svg.appendChild(shape('text', { x: x, y: y, 'font-family': FONT, 'font-size': size, fill: fill, 'font-weight': weight || 400 }, words));
  };
  const paper = shape('rect', { width: 1240, fill: '#ffffff' });
  const notes = [drawn.plan.end < last ? brokenNote() : '', 'Corridor ' + version + ', simulation: mean and ' + bandsName + ' (middle 50 % and ' +
    '90 % of ' + data.replicates + ' replicates' + (varied ? '' : '; not an interval of the future') + ')'].filter(Boolean);
  svg.appendChild(paper);
  text(24, 44, 27, INK, spec.label, 650);
  text(24, 70, 16, SOFT, subtitle(spec, drawn.plan.scale));
  Object.entries({ x: 16, y: 84, width: 1200, height: 540 }).forEach(function (pair) { drawn.svg.setAttribute(pair[0], pair[1]); });
  svg.appendChild(drawn.svg);
  let y = 630 + pictureLegend(svg, drawn.plan.lines, 630) + 8;
  notes.forEach(function (words) { text(24, y += 20, 13, SOFT, words); });
  const height = Math.max(700, Math.ceil(y + 16));
  paper.setAttribute('height', height);
  Object.entries({ viewBox: '0 0 1240 ' + height, width: 1240, height: height })
    .forEach(function (pair) { svg.setAttribute(pair[0], pair[1]); });
  return { text: new XMLSerializer().serializeToString(svg), width: 1240, height: height };
}

function savePicture() {
  const spec = specs()[largeIndex], image = new Image(), made = picture(spec);
  if (!made) { return; }
  image.onload = function () {
    const canvas = element('canvas');
    canvas.width = 2 * made.width;
    canvas.height = 2 * made.height;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(function (blob) { save(fileName(spec, 'png'), 'image/png', blob); });
  };
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(made.text);
}

function isOutside(event, box) {
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

/* Escape closes a dialog by itself; a tap beside it does so here. */
function fillLarge() {
  const dialog = by('large');
  by('large-close').addEventListener('click', function () { dialog.close(); });
  by('large-previous').addEventListener('click', function () { showLarge(largeIndex - 1); });
  by('large-next').addEventListener('click', function () { showLarge(largeIndex + 1); });
  by('large-svg').addEventListener('click', function () {
    const spec = specs()[largeIndex], made = picture(spec);
    if (made) { save(fileName(spec, 'svg'), 'image/svg+xml', made.text); }
  });
  by('large-png').addEventListener('click', savePicture);
  by('large-csv').addEventListener('click', function () {
    const spec = specs()[largeIndex];
    save(fileName(spec, 'csv'), 'text/csv', csvOf(spec));
  });
  dialog.addEventListener('click', function (event) {
    if (event.target === dialog && isOutside(event, dialog.getBoundingClientRect())) { dialog.close(); }
  });
  dialog.addEventListener('close', function () { by('tip').hidden = true; });
  dialog.addEventListener('keydown', function (event) {
    if (event.key === 'ArrowLeft') { showLarge(largeIndex - 1); }
    if (event.key === 'ArrowRight') { showLarge(largeIndex + 1); }
  });
  window.addEventListener('resize', function () { if (dialog.open) { showLarge(largeIndex); } });
}
