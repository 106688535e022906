'use strict';
/* Reports to look at, made by the program itself: `long` compares two shipped scenarios up to 2050; `twelve` compares twelve
 * of its own, with names, words and values that are hard on a page, and ends within a year. */
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');

const program = process.env.CORRIDOR;
const source = process.cwd();
const small = ['--sample', '1/4000', '--residents', '1/80000', '--quiet'];

const LONG_WORD = 'https://example.org/' + 'agreement'.repeat(20);
const TITLES = ['Practice of 2024 goes on', 'Một thoả thuận với Đức', '<b>Bold</b> & "quoted" title', 'اتفاق العمل'];
const PLAUSIBILITY = 'Such agreements were signed before; see ';

function titleOf(i) { return TITLES[i] || 'Labour agreement number ' + i + ' with Germany and central Europe'; }
function nameOf(i) { return i === 0 ? 'practice' : 'agreement_with_a_name_' + i; }

function scenario(i) {
  return {
    name: nameOf(i),
    title: titleOf(i),
    description: i === 3 ? LONG_WORD : 'More places for workers.',
    plausibility: PLAUSIBILITY + (i === 4 ? LONG_WORD : 'the text.'),
    parameters: i === 5 ? { 'migration.age_first': 20 } : {},
    policies: i === 0 ? [] : [{ type: 'bilateral_agreement', name: 'places_' + i, parties: ['DEU'], channels: ['contract'],
      from: '2025-01', quota_per_year: 3000 * i }]
  };
}

function compare(files, folder, words) {
  execFileSync(program, ['compare', ...files, '-o', folder, ...small, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  return path.join(folder, 'report.html');
}

/* Paths of the two reports below `folder`. */
function makeReports(folder) {
  const files = Array.from({ length: 12 }, function (_, i) {
    const file = path.join(folder, 's' + i + '.json');
    fs.writeFileSync(file, JSON.stringify(scenario(i)));
    return file;
  });
  const shipped = ['baseline', 'combined'].map(function (name) { return path.join(source, 'scenarios', name + '.json'); });
  return {
    twelve: compare(files, path.join(folder, 'twelve'), ['--replicates', '3', '--until', '2027-06']),
    long: compare(shipped, path.join(folder, 'long'), ['--replicates', '2'])
  };
}

module.exports = { makeReports, titleOf, nameOf, PLAUSIBILITY, LONG_WORD };
