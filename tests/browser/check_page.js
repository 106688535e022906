'use strict';
/* The report page keeps its word in a browser: what it says and does not say of numbers, and that it can be read on a wide
 * screen, on a phone, on paper and by everybody. Environment: CORRIDOR (program), CHROMIUM (browser), PDFTOTEXT. Run from the
 * source tree; the tests are the functions below whose name begins with "test_". */
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFileSync } = require('child_process');
const { chromium } = require('playwright-core');
const { makeReports, titleOf, nameOf, PLAUSIBILITY } = require('./reports.js');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor_page_'));
/* The 0.975 quantiles of Student's t with one and two degrees of freedom, from a printed table. */
const QUANTILE = { long: 12.706, twelve: 4.303 };
const FIRST_CHART = '#charts > .grid:nth-child(2) > figure:first-child';
const WIDE = { width: 1280, height: 720 }, PHONE = { width: 390, height: 844 };
let browser, reports;
const pages = {};

/* A page per report and screen; any error of its script, or anything that its policy forbids, fails the test. */
async function open(report, size) {
  const key = report + size.width;
  if (!pages[key]) {
    pages[key] = await browser.newPage({ viewport: size });
    const errors = pages[key].errors = [];
    pages[key].on('pageerror', function (error) { errors.push(error.message); });
    pages[key].on('console', function (message) { if (message.type() === 'error') { errors.push(message.text()); } });
    await pages[key].goto('file://' + reports[report]);
  }
  assert.deepStrictEqual(pages[key].errors, []);
  return pages[key];
}

function texts(page, selector) { return page.$$eval(selector, function (all) { return all.map(function (n) { return n.innerText; }); }); }

/* ---- what scenarios are called and what they change ---- */

async function test_titles_head_legend_cards_and_pictures_with_the_short_name_beside() {
  const page = await open('twelve', WIDE);
  const legend = await texts(page, '#legend li'), heads = await texts(page, '.story h3');
  const picture = await page.evaluate('new DOMParser().parseFromString(picture(specs()[1]).text, "image/svg+xml").documentElement.textContent');
  for (let i = 0; i < 12; ++i) {
    for (const words of [legend[i], heads[i], picture]) {
      assert.ok(words.includes(titleOf(i)) && words.includes(nameOf(i)), words);
    }
  }
  assert.ok((await page.innerText('header')).includes(titleOf(0)));
  assert.ok((await (await open('long', WIDE)).innerText('h1')).startsWith('Agreements, training and social security together'));
}

async function test_cards_say_plausibility_policies_and_changed_parameters() {
  const page = await open('twelve', WIDE), cards = await texts(page, '.story');
  cards.forEach(function (card) { assert.ok(card.includes(PLAUSIBILITY), card); });
  cards.slice(1).forEach(function (card, i) { assert.ok(card.includes((3000 * (i + 1)).toLocaleString('en-US') + ' more places a year'), card); });
  cards.forEach(function (card, i) { assert.strictEqual(/age_first = 20\b/.test(card), i === 5, card); });
  assert.match(cards[0], /Quota with Korea/); /* law that goes on */
}

/* ---- false certainty ---- */

async function test_only_differences_beyond_the_quantile_of_student_are_bold() {
  for (const report of ['long', 'twelve']) {
    const page = await open(report, WIDE);
    const rows = await page.evaluate(`data.headlines.flatMap(h => { const n = headlineNumbers(h), c = cell(h.series, state.area);
      return n ? n.rows.filter(r => r.scenario > 0).map(r => ({ bold: r.clear, d: c.difference[r.scenario][MEAN][lastWhole],
        e: c.difference[r.scenario][ERROR][lastWhole], few: r.few })) : []; })`);
    const bold = await page.$$eval('#cards .change', function (all) {
      return all.filter(function (n) { return n.innerText !== 'base'; }).map(function (n) { return n.querySelector('b') !== null; });
    });
    assert.deepStrictEqual(bold, rows.map(function (row) { return row.bold; }));
    rows.forEach(function (row) {
      assert.ok(!row.bold || (row.e > 0 && Math.abs(row.d) > 0.999 * QUANTILE[report] * row.e), JSON.stringify(row));
      assert.ok(row.bold || row.few || row.e === 0 || Math.abs(row.d) < 1.001 * QUANTILE[report] * row.e, JSON.stringify(row));
    });
    assert.ok((await page.innerText('#cards-key')).includes(QUANTILE[report].toFixed(2)));
    assert.ok((await page.innerText('#table-key')).includes(QUANTILE[report].toFixed(2)));
    assert.ok(report !== 'twelve' || rows.some(function (row) { return row.bold; }));
  }
}

async function test_a_difference_is_that_of_the_levels_written_beside_it() {
  const number = function (words) { return words === 'no difference' ? 0 : Number(words.replace(/[,+°]/g, '').replace('−', '-')); };
  for (const report of ['long', 'twelve']) {
    const page = await open(report, WIDE);
    for (const area of ['EU', 'DEU']) {
      const cards = await page.evaluate(`state.area = '${area}'; draw(); Array.from(document.querySelectorAll('.card'), card =>
        Array.from(card.querySelectorAll('.row'), row => [row.querySelector('.value').innerText, row.querySelector('.change').innerText]))`);
      await page.evaluate("state.area = 'EU'; draw()");
      assert.ok(cards.flat().length > 10);
      cards.forEach(function (rows) {
        rows.slice(1).filter(function (row) { return /\d|no/.test(row[1]); }).forEach(function (row) {
          const change = number(row[1].split(' ± ')[0]);
          assert.ok(Math.abs(number(row[0]) - number(rows[0][0]) - change) < 1e-9, JSON.stringify([area, rows[0], row]));
        });
      });
    }
  }
}

async function test_bands_are_sampling_bands_and_few_replicates_are_said() {
  const page = await open('twelve', WIDE), text = await page.innerText('body');
  assert.match(text, /Only 3 replicates/);
  assert.match(text, /not an interval of the future/);
  assert.doesNotMatch(text, /90 % interval|told from zero|1\.96 standard/);
  assert.match(await page.getAttribute('#cards .row', 'title'), /sampling band/);
}

/* ---- a year that is not whole ---- */

async function test_a_broken_last_year_is_named_and_its_flows_are_no_year() {
  const page = await open('twelve', WIDE);
  assert.match(await page.innerText('#headlines-title'), /in 2026$/);
  assert.match(await page.innerText('#warnings'), /2027, January to June/);
  assert.match(await page.innerText('#lead'), /2027, January to June/);
  const ends = await page.evaluate(`Object.fromEntries(specs().slice(0, 2).map(s => [s.series, plan(s, 400, 200, false).lines.map(l => l.rows[0].length)]))`);
  assert.deepStrictEqual(new Set(ends.departures), new Set([3]));
  assert.deepStrictEqual(new Set(ends.workers_abroad), new Set([4]));
  const axes = await page.$$eval('#charts figure', function (all) { return all.slice(0, 2).map(function (n) { return n.textContent; }); });
  assert.ok(!axes[0].includes('2027') && axes[1].includes('June 2027'), axes[0] + axes[1]);
  assert.ok(!(await texts(page, '#table thead th')).some(function (words) { return words.includes('2027'); }));
  const data = await page.evaluate('dataTable(specs()[0]).textContent + csvOf(specs()[0])');
  assert.ok(data.includes('2027, January to June'), data);
  assert.ok(/,2027,mean,[0-9.]+,flow,6,/.test(data) && /,2026,mean,[0-9.]+,flow,12,/.test(data), data);
  assert.strictEqual(await (await open('long', WIDE)).evaluate('brokenNote()'), '');
}

/* ---- twelve scenarios, long words ---- */

async function test_twelve_scenarios_have_twelve_styles_of_line_and_letters() {
  const page = await open('twelve', WIDE);
  for (const frame of [FIRST_CHART, '#legend']) {
    const styles = await page.$$eval(frame + ' .line', function (lines) {
      return lines.map(function (n) { return n.getAttribute('stroke') + '/' + n.getAttribute('stroke-dasharray'); });
    });
    assert.ok(styles.length >= 12 && new Set(styles).size === 12, frame + ': ' + styles);
  }
  assert.strictEqual(new Set(await texts(page, '#legend .badge')).size, 12);
  const places = await page.$$eval(FIRST_CHART + ' svg text[font-weight="700"]', function (all) {
    return all.map(function (n) { return n.getBoundingClientRect(); }).map(function (r) { return (r.top + r.bottom) / 2; })
      .sort(function (a, b) { return a - b; });
  });
  places.slice(1).forEach(function (y, i) { assert.ok(y - places[i] > 8, 'letters cover each other: ' + places); });
}

/* Bars of one card are compared by eye. */
async function test_the_bars_of_a_card_have_one_scale() {
  const page = await open('twelve', WIDE);
  const bars = await page.$$eval('.card', function (cards) {
    return cards.map(function (card) {
      return Array.from(card.querySelectorAll('.row svg'), function (n) {
        const box = n.getBoundingClientRect();
        return [Math.round(box.left), Math.round(box.width)];
      });
    });
  });
  bars.forEach(function (card) { card.forEach(function (bar) { assert.deepStrictEqual(bar, card[0]); }); });
}

async function test_the_bar_leaves_room_for_the_page() {
  const page = await open('twelve', WIDE);
  assert.ok(await page.$eval('#controls', function (n) { return n.offsetHeight; }) < 90);
}

async function test_nothing_runs_over_the_edge() {
  for (const report of ['twelve', 'long']) {
    for (const size of [WIDE, PHONE]) {
      const page = await open(report, size);
      const over = await page.evaluate(`[document.documentElement.scrollWidth - innerWidth].concat(Array.from(
        document.querySelectorAll('.story, .card, #legend li, .warning, .columns > div'), n => n.scrollWidth - n.clientWidth))`);
      assert.ok(Math.max(...over) <= 1, report + ' at ' + size.width + ': ' + over);
      const small = await page.$$eval('.story .base, #cards .change', function (all) { return all.map(function (n) { return n.offsetHeight; }); });
      assert.ok(Math.max(...small) < 30, 'broken between letters: ' + small);
    }
  }
}

/* ---- the large chart, the phone ---- */

async function test_the_large_chart_closes_by_button_escape_and_a_tap_outside() {
  for (const size of [WIDE, PHONE]) {
    const page = await open('long', size);
    const closings = [function () { return page.click('#large-close'); }, function () { return page.keyboard.press('Escape'); },
      function () { return page.mouse.click(size.width / 2, 6); }];
    for (const close of closings) {
      await page.click('#charts .open >> nth=0');
      assert.ok(await page.$eval('#large', function (n) { return n.open; }));
      const boxes = await page.$$eval('#large button', function (all) { return all.map(function (n) { return n.getBoundingClientRect(); }); });
      boxes.forEach(function (b) { assert.ok(b.left >= 0 && b.right <= size.width && b.top >= 0 && b.bottom <= size.height, JSON.stringify(b)); });
      await page.mouse.click(size.width / 2, size.height / 2); /* inside: stays open */
      assert.ok(await page.$eval('#large', function (n) { return n.open && n.scrollWidth <= n.clientWidth; }));
      const letters = await page.$eval('#large-body svg', function (svg) {
        return svg.getBoundingClientRect().width / svg.viewBox.baseVal.width * Number(svg.querySelector('text').getAttribute('font-size'));
      });
      assert.ok(letters > 10.5, 'letters of ' + letters + ' pixels at ' + size.width);
      await close();
      assert.ok(!await page.$eval('#large', function (n) { return n.open; }), String(close));
    }
  }
}

async function test_the_table_shows_numbers_on_the_first_screen_of_a_phone() {
  const page = await open('long', PHONE);
  const right = await page.$$eval('#table tbody tr:nth-child(2) td', function (cells) {
    return cells[0].getBoundingClientRect().right;
  });
  assert.ok(right < PHONE.width, 'the first numbers end at ' + right);
}

/* ---- everybody ---- */

async function violations(page, part) {
  await page.evaluate(axe);
  const found = await page.evaluate("axe.run('" + part + "', { resultTypes: ['violations'] })");
  return found.violations.filter(function (v) { return ['serious', 'critical'].includes(v.impact) || v.id === 'empty-table-header'; })
    .map(function (v) { return v.id + ' ' + v.nodes.length + ' ' + v.nodes[0].html.slice(0, 200); });
}

async function test_no_serious_violation_of_accessibility_on_screen_phone_and_in_the_dialog() {
  const wide = await open('long', WIDE), phone = await open('twelve', PHONE);
  await wide.evaluate("state.mode = 'difference'; draw(); document.querySelector('.chart details').open = true");
  assert.deepStrictEqual(await violations(wide, 'html'), []);
  await phone.evaluate('state.off[3] = true; draw(); showLarge(1)');
  assert.deepStrictEqual(await violations(phone, '#large'), []);
  await phone.keyboard.press('Escape');
  assert.deepStrictEqual(await violations(phone, 'html'), []);
  await wide.evaluate("state.mode = 'level'; draw()");
  await phone.evaluate('state.off[3] = false; draw()');
}

/* Contrast of two colours #rrggbb as WCAG 2 defines it. */
function contrast(a, b) {
  const [light, dark] = [a, b].map(function (colour) {
    const [r, g, blue] = [1, 3, 5].map(function (at) {
      const x = parseInt(colour.slice(at, at + 2), 16) / 255;
      return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  }).sort(function (x, y) { return y - x; });
  return (light + 0.05) / (dark + 0.05);
}

/* axe passes over text in pictures. */
async function test_letters_and_words_of_charts_have_enough_contrast() {
  const page = await open('twelve', WIDE);
  const pairs = await page.evaluate(`data.scenarios.map((_, s) => [colour(s), textOn(colour(s))]).concat(Array.from(
    document.querySelectorAll('#charts svg text:not([font-weight="700"])'), n => [n.getAttribute('fill'), '#ffffff']))`);
  assert.ok(pairs.length > 100);
  pairs.forEach(function (pair) { assert.ok(contrast(pair[0], pair[1]) >= 4.5, pair.join(' on ')); });
}

/* ---- paper ---- */

/* The text of the sheets of a printed report: A4, or sheets of another height in millimetres. */
async function paper(page, height) {
  const pdf = path.join(folder, 'sheets.pdf');
  if (height) { await page.addStyleTag({ content: '@page { size: 210mm ' + height + 'mm; }' }); }
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  return execFileSync(process.env.PDFTOTEXT, ['-layout', pdf, '-'], { encoding: 'utf8' });
}

async function test_paper_has_all_years_all_measures_and_what_was_run() {
  const page = await open('long', WIDE), text = await paper(page), pressed = text.replace(/\s+/g, '');
  assert.match(text, /Scenario +2030 +% +2040 +% +2050 +%/);
  await page.setViewportSize({ width: 703, height: 1000 }); /* what the margins leave of A4 */
  await page.emulateMedia({ media: 'print' });
  const cut = await page.$$eval('.scroll', function (all) { return all.map(function (n) { return n.scrollWidth - n.clientWidth; }); });
  await page.emulateMedia({ media: null });
  await page.setViewportSize(WIDE);
  assert.ok(Math.max(...cut) <= 1, 'cut by ' + cut);
  const wanted = await page.evaluate(`data.scenarios.flatMap((s, i) => linesOf(s.policies).concat(s.plausibility, attributeOf(i, 'scenario_digest')))
    .concat(tablePeriods().flatMap(t => data.headlines.filter(h => cell(h.series, 'EU')).map(h =>
      differenceCells(cell(h.series, 'EU'), 1, scaleFor(data.series[h.series].unit, largestOf([cell(h.series, 'EU').level[0][MEAN]])), t)[0].textContent)))`);
  assert.ok(wanted.length > 30);
  wanted.forEach(function (words) { assert.ok(pressed.includes(words.replace(/\s+/g, '')), words); });
}

/* Other heights of the sheet stand for other lengths of texts. The policy of the page admits no style but its own, so these
 * are printed without it. */
async function test_no_heading_stands_alone_at_the_foot_of_a_sheet() {
  for (const [report, heights] of [['twelve', [0]], ['long', [297, 283, 269, 255, 241]]]) {
    const page = await browser.newPage({ viewport: WIDE, bypassCSP: true });
    await page.goto('file://' + reports[report]);
    const headings = await page.$$eval('h2, h3:not(.card h3), h4:not(figure h4), tr.first th',
      function (all) { return all.map(function (n) { return n.textContent.trim().toLowerCase(); }).filter(Boolean); });
    for (const height of heights) {
      (await paper(page, height)).split('\f').filter(function (sheet) { return sheet.trim(); }).forEach(function (sheet) {
        const foot = sheet.trim().split('\n').pop().trim().toLowerCase();
        assert.ok(!headings.includes(foot), report + ', sheets of ' + height + ' mm: ' + foot);
      });
    }
    await page.close();
  }
}

/* The head of a table is repeated on every sheet; below it a heading of rows begins, never the middle of a group. */
async function test_no_sheet_cuts_a_group_of_rows() {
  const page = await browser.newPage({ viewport: WIDE, bypassCSP: true });
  await page.goto('file://' + reports.long);
  const titles = await page.$$eval('tr.first th', function (all) { return all.map(function (n) { return n.textContent.replace(/\s+/g, '').toLowerCase(); }); });
  let n = 0;
  for (const height of [297, 283, 269, 255, 241]) {
    (await paper(page, height)).split('\f').forEach(function (sheet) {
      const lines = sheet.split('\n').map(function (line) { return line.trim(); }).filter(Boolean);
      lines.forEach(function (line, i) {
        if (!/^Scenario {2,}/.test(line)) { return; }
        const below = (lines[i + 1] || '').replace(/\s+/g, '').toLowerCase();
        assert.ok(titles.some(function (title) { return title.startsWith(below) && below; }), 'sheets of ' + height + ' mm: ' + lines[i + 1]);
        n++;
      });
    });
  }
  assert.ok(n > 5, n + ' heads of tables');
  await page.close();
}

/* ---- all of them ---- */

const tests = [
  test_titles_head_legend_cards_and_pictures_with_the_short_name_beside,
  test_cards_say_plausibility_policies_and_changed_parameters,
  test_only_differences_beyond_the_quantile_of_student_are_bold,
  test_a_difference_is_that_of_the_levels_written_beside_it,
  test_bands_are_sampling_bands_and_few_replicates_are_said,
  test_a_broken_last_year_is_named_and_its_flows_are_no_year,
  test_twelve_scenarios_have_twelve_styles_of_line_and_letters,
  test_the_bars_of_a_card_have_one_scale,
  test_the_bar_leaves_room_for_the_page,
  test_nothing_runs_over_the_edge,
  test_the_large_chart_closes_by_button_escape_and_a_tap_outside,
  test_the_table_shows_numbers_on_the_first_screen_of_a_phone,
  test_no_serious_violation_of_accessibility_on_screen_phone_and_in_the_dialog,
  test_letters_and_words_of_charts_have_enough_contrast,
  test_paper_has_all_years_all_measures_and_what_was_run,
  test_no_heading_stands_alone_at_the_foot_of_a_sheet
];

async function run() {
  const begin = Date.now();
  let failures = 0;
  reports = process.env.REPORTS ? JSON.parse(process.env.REPORTS) : makeReports(folder);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  for (const test of tests) {
    const start = Date.now();
    try {
      await test();
      if (process.env.VERBOSE) { console.log((Date.now() - start) + ' ms ' + test.name); }
    } catch (error) {
      ++failures;
      console.log('FAIL: ' + test.name + '\n' + String(error.stack).slice(0, 2000));
    }
  }
  await browser.close();
  console.log('Ran ' + tests.length + ' tests in ' + ((Date.now() - begin) / 1000).toFixed(1) + 's');
  console.log(failures ? 'FAILED (failures=' + failures + ')' : 'OK');
  return failures ? 1 : 0;
}

run().then(function (code) { process.exitCode = code; }, function (error) { console.log(error); process.exitCode = 1; })
  .finally(function () { fs.rmSync(folder, { recursive: true, force: true }); });
