'use strict';
/* The report reads one block of JSON; this is what its other scripts share: the data, what is chosen, names, periods, colours
 * and numbers in words. The files report_data, report_chart, report_cards, report_tables, report_large and report make one
 * script, in this order. Text from the data only ever becomes text nodes and attributes that are no code. No library, nothing
 * loaded. */
const data = JSON.parse(document.getElementById('data').textContent);
const MEAN = 0, ERROR = 1, Q05 = 2, Q25 = 3, Q75 = 4, Q95 = 5;
const FLAG = 6; /* digits; of a level: 1 where few agents stand behind it; of a difference: its verdict in data.verdicts */
const HALF = 7; /* of a difference: half the width of its 95 % interval */
const SVG = 'http://www.w3.org/2000/svg';
const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';
const INK = '#1b2733', SOFT = '#51606e';

/* Okabe and Ito (2008): told apart by people who see fewer colours; letters and dashes say the same again. From the ninth
 * scenario the colours come again with other dashes and with square badges. */
const COLOURS = ['#000000', '#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a7f00'];
const DASHES = ['', '7 3', '2 3', '10 3 2 3', '5 2 2 2 2 2', '12 4', '4 4', '1 3'];

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
  'December'];

const periods = data.periods;
const last = periods.length - 1;
const monthly = /^\d{4}-\d\d$/.test(periods[0]);
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
/* As the result files have it, with a capital: it stands at the beginning of labels. */
function nameOf(area) {
  const name = data.area_names[area] || area;
  return name.charAt(0).toUpperCase() + name.slice(1);
}
function isNumber(x) { return typeof x === 'number' && isFinite(x); }
function round1(x) { return Math.round(x * 10) / 10; }
function linesOf(text) { return text.split('\n').filter(function (line) { return line.trim() !== ''; }); }

/* ---- scenarios: letter, colour, dashes, words ---- */

function letter(scenario) {
  return String.fromCharCode(65 + scenario % 26) + (scenario < 26 ? '' : String(Math.floor(scenario / 26) + 1));
}

function roundOf(scenario) { return Math.floor(scenario / COLOURS.length); }
function colour(scenario) { return COLOURS[scenario % COLOURS.length]; }
function dashes(scenario) { return DASHES[(scenario + 3 * roundOf(scenario)) % DASHES.length]; }

/* Black or white, whichever stands out more (relative luminance as in WCAG 2). */
function textOn(fill) {
  const parts = [1, 3, 5].map(function (at) {
    const x = parseInt(fill.slice(at, at + 2), 16) / 255;
    return x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
  });
  const luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  return luminance > 0.179 ? '#000000' : '#ffffff';
}

function attributeOf(scenario, name) {
  const found = data.scenarios[scenario].attributes.filter(function (pair) { return pair[0] === name; });
  return found.length ? found[0][1] : '';
}

function shortName(scenario) { return data.scenarios[scenario].name; }
function titleOf(scenario) { return data.scenarios[scenario].title || shortName(scenario).replace(/_/g, ' '); }

/* The title, and the short name where it is another word. */
function fullName(scenario) {
  return titleOf(scenario) === shortName(scenario) ? shortName(scenario) : titleOf(scenario) + ' (' + shortName(scenario) + ')';
}

function badge(scenario) {
  const node = element('span', roundOf(scenario) % 2 ? 'badge square' : 'badge', letter(scenario));
  node.style.background = colour(scenario);
  node.style.color = textOn(colour(scenario));
  node.title = fullName(scenario);
  return node;
}

function shownScenarios() {
  return data.scenarios.map(function (_, s) { return s; }).filter(function (s) { return !state.off[s]; });
}

const version = attributeOf(0, 'corridor_version');

/* What the bands are, by what the replicates differ by. */
const varied = attributeOf(0, 'uncertainty') === 'parameters';
const bandName = varied ? 'band of sampling and parameters' : 'sampling band';
const bandsName = varied ? 'bands of sampling and parameters' : 'sampling bands';
const bandMeaning = varied ? 'spread of replicates, each with its own sample and its own draw of estimated and assumed parameters and ' +
  'facts; not what the model leaves out' : 'spread of replicates of the sample; not an interval of the future';
function capital(text) { return text.charAt(0).toUpperCase() + text.slice(1); }

/* Statistics of a series in an area, or undefined. */
function cell(series, area) {
  const entry = data.series[series];
  return entry && entry.areas[area];
}

/* ---- periods: the last year may be broken off ---- */

function yearOf(t) { return Number(periods[t].slice(0, 4)); }
function isWhole(t) { return monthly || data.months[t] === 12; }

/* The last period that may be compared with others; a single broken one has to do. */
const lastWhole = (function () {
  let t = last;
  while (t > 0 && !isWhole(t)) { --t; }
  return isWhole(t) ? t : last;
})();

/* "2026, January to June": years begin in January. */
function periodName(t) {
  const months = monthly ? 12 : data.months[t];
  const to = months > 1 ? ' to ' + MONTHS[months - 1] : '';
  return monthly ? periods[t] : yearOf(t) + (isWhole(t) ? '' : ', ' + MONTHS[0] + to);
}

function endOf(t) { return isWhole(t) ? 'end of ' + periods[t] : 'end of ' + MONTHS[data.months[t] - 1] + ' ' + yearOf(t); }

/* The last period of a series that is drawn: a stock has its value at the end of a broken year, a flow has no comparable one. */
function lastDrawn(series) { return data.series[series].kind === 'stock' ? last : lastWhole; }

/* Where a period stands on the axis, in periods: the end of a broken year is not the end of the year. */
function placeOf(t) { return isWhole(t) || t === 0 ? t : t - 1 + data.months[t] / 12; }

function brokenNote() {
  return isWhole(last) ? '' : 'The simulation ends within a year: ' + periodName(last) + '. ' + (lastWhole < last
    ? 'Flows and ratios are shown for whole years, up to ' + periods[lastWhole] + '; stocks up to the ' + endOf(last) + '.'
    : 'There is no whole year; flows are sums over these months.');
}

/* ---- numbers ---- */

/* A scale that keeps numbers short: { factor, unit }. */
function scaleFor(unit, largest) {
  if (unit === 'percent' || unit === 'ratio') { return { factor: 1, unit: unit === 'ratio' ? 'from 0 to 1' : unit }; }
  if (largest >= 1e9) { return { factor: 1e9, unit: 'billion ' + unit }; }
  if (largest >= 2e6) { return { factor: 1e6, unit: 'million ' + unit }; }
  if (largest >= 1e4) { return { factor: 1e3, unit: 'thousand ' + unit }; }
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

/* A difference is written to the second digit of its error, within reason. */
function decimalsOfDifference(difference, error, factor) {
  const size = isNumber(error) && error > 0 ? error * 10 / factor : Math.abs(difference) / factor;
  return Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(size > 0 ? size : 1))));
}

function largestOf(rows) {
  let largest = 0;
  rows.forEach(function (row) { row.forEach(function (x) { if (isNumber(x)) { largest = Math.max(largest, Math.abs(x)); } }); });
  return largest;
}
