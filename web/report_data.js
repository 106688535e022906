'use strict';
/* The report reads one block of JSON; this is what its other scripts share: the data, what is chosen, names, colours and
 * numbers in words. The files report_data.js, report_chart.js and report.js make one script, in this order. Text from the
 * data only ever becomes text nodes and attributes that are no code. No library, nothing loaded. */
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

const version = attributeOf(0, 'corridor_version');

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

/* A difference is written to the second digit of its standard error, within reason. */
function decimalsOfDifference(difference, error, factor) {
  const size = isNumber(error) && error > 0 ? error * 10 / factor : Math.abs(difference) / factor;
  return Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(size > 0 ? size : 1))));
}

function largestOf(rows) {
  let largest = 0;
  rows.forEach(function (row) { row.forEach(function (x) { if (isNumber(x)) { largest = Math.max(largest, Math.abs(x)); } }); });
  return largest;
}
