// Runs the forms' script against Google's services as their type declarations describe them.
//
//   node stub.cjs <node_modules> <script.gs> <state.json> <function> [sweep]
//
// Unknown members, wrong numbers and kinds of arguments and unknown enum values are errors. What is made is kept in
// state.json, so that a second run meets what the first one left. Prints {log, calls, error} as JSON. With "sweep" the
// function is stopped at its first change, its second and so on, as Google stops a script, and then run again; prints
// what was made in the end as [whole, after stop 1, after stop 2, ...].
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const crypto = require('node:crypto');

const [, , modules, scriptFile, stateFile, call, sweep] = process.argv;
const ts = require(path.join(modules, 'typescript'));

// --- what the declarations say -------------------------------------------------------------------------------------
const types = path.join(modules, '@types', 'google-apps-script', 'index.d.ts');
const missing = path.join(__dirname, 'missing.d.ts');
const program = ts.createProgram([types, missing], { lib: ['lib.es2022.d.ts'], target: ts.ScriptTarget.ES2022 });
const checker = program.getTypeChecker();
const interfaces = new Map(); // "Forms.Form" -> type
for (const file of program.getSourceFiles()) {
  if (!file.fileName.includes('google-apps-script') && file.fileName !== missing) continue;
  const walk = (node, name) => {
    if (ts.isModuleDeclaration(node)) {
      const inner = name ? name + '.' + node.name.text : node.name.text;
      if (node.body) ts.forEachChild(node.body, (child) => walk(child, inner));
    } else if (ts.isInterfaceDeclaration(node)) {
      const full = (name + '.' + node.name.text).replace('GoogleAppsScript.', '');
      if (!interfaces.has(full)) interfaces.set(full, checker.getTypeAtLocation(node));
    }
  };
  ts.forEachChild(file, (node) => walk(node, ''));
}

function fits(value, type) {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return true;
  if (value && value.$enum && checker.typeToString(type).split('.').pop() === value.$kind) return true;
  if (type.isUnion()) return type.types.some((one) => fits(value, one));
  if (type.flags & ts.TypeFlags.StringLiteral) return value === type.value || (value && value.$enum === type.value);
  if (type.flags & ts.TypeFlags.StringLike) return typeof value === 'string';
  if (type.flags & ts.TypeFlags.NumberLike) return typeof value === 'number' && Number.isFinite(value);
  if (type.flags & ts.TypeFlags.BooleanLike) return typeof value === 'boolean';
  if (type.flags & ts.TypeFlags.Null) return value === null;
  const name = checker.typeToString(type);
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (element && Array.isArray(value)) return Array.from(value).every((one) => fits(one, element));
  if (value && value.$type) return name.split(/[. <]/).includes(value.$type.split('.').pop()) || isA(value.$type, type);
  return false;
}

function isA(name, type) {
  const own = interfaces.get(name);
  return !!own && checker.isTypeAssignableTo(own, type);
}

let calls = [];
/** An object of a declared kind: only declared members, only calls that fit one of the declared signatures. */
let typed = function (name, members) {
  const type = interfaces.get(name);
  if (!type) throw new Error('stub: no interface ' + name);
  return new Proxy(members, {
    get(target, key) {
      if (key === '$type') return name;
      if (typeof key === 'symbol' || key === 'toJSON' || key.startsWith('$')) return undefined;
      const symbol = type.getProperty(key);
      if (!symbol) throw new TypeError(name + ' has no ' + String(key));
      const value = target[key];
      if (value === undefined) throw new Error('stub: ' + name + '.' + String(key) + ' is not made');
      if (typeof value !== 'function') return value;
      const signatures = checker.getTypeOfSymbol(symbol).getCallSignatures();
      return (...args) => {
        const fit = signatures.some((one) => {
          const wanted = one.getParameters();
          return args.length === wanted.length && wanted.every((p, n) => fits(args[n], checker.getTypeOfSymbol(p)));
        });
        if (!fit) throw new TypeError(name + '.' + String(key) + ' cannot be called with ' + args.length + ' such arguments');
        calls.push(name.split('.').pop() + '.' + String(key));
        return value.apply(members, args);
      };
    },
    set(_, key) {
      throw new TypeError(name + '.' + String(key) + ' cannot be set');
    },
  });
};

function enumeration(kind, words) {
  const made = Object.fromEntries(words.map((word) => [word, Object.freeze({ $enum: word, $kind: kind })]));
  return new Proxy(made, {
    get(target, key) {
      if (key in target) return target[key];
      throw new TypeError(kind + ' has no ' + String(key));
    },
  });
}

// --- what the services do ------------------------------------------------------------------------------------------
const fresh = () => ({ properties: {}, forms: {}, book: { id: 'book-1', zone: '', sheets: [] }, next: 1 });
let state = fs.existsSync(stateFile) ? JSON.parse(fs.readFileSync(stateFile, 'utf8')) : fresh();
let log = [];
let changes = 0;
let failAt = Infinity;
const change = () => {
  changes += 1;
  if (changes >= failAt) throw new Error('Exceeded maximum execution time'); // and so does whatever comes after
};
const next = () => state.next++;

const ItemType = enumeration('ItemType', ['TEXT', 'PARAGRAPH_TEXT', 'MULTIPLE_CHOICE', 'LIST', 'CHECKBOX', 'SCALE', 'DATE', 'GRID', 'CHECKBOX_GRID', 'PAGE_BREAK']);
const Navigation = enumeration('PageNavigationType', ['CONTINUE', 'GO_TO_PAGE', 'RESTART', 'SUBMIT']);
const Destination = enumeration('DestinationType', ['SPREADSHEET']);
const Protection = enumeration('ProtectionType', ['RANGE', 'SHEET']);
const Digest = enumeration('DigestAlgorithm', ['SHA_256']);
const CLASSES = { TEXT: 'Text', PARAGRAPH_TEXT: 'ParagraphText', MULTIPLE_CHOICE: 'MultipleChoice', LIST: 'List', CHECKBOX: 'Checkbox', SCALE: 'Scale', DATE: 'Date', GRID: 'Grid', CHECKBOX_GRID: 'CheckboxGrid', PAGE_BREAK: 'PageBreak' };

function item(form, told, generic) {
  const cls = CLASSES[told.type];
  const keep = (name) => (value) => (change(), (told[name] = plain(value)), self);
  const members = {
    getId: () => told.id,
    getTitle: () => told.title,
    getType: () => ItemType[told.type],
    getIndex: () => form.items.indexOf(told),
    setTitle: keep('title'),
    setHelpText: keep('help'),
    setRequired: keep('required'),
    setValidation: keep('validation'),
    setChoiceValues: (values) => {
      if (!values.length) throw new Error('setChoiceValues needs a choice');
      return keep('choices')(values);
    },
    setChoices: keep('choices'),
    showOtherOption: keep('other'),
    setBounds: (low, high) => keep('bounds')([low, high]),
    setIncludesYear: keep('year'),
    setRows: keep('rows'),
    setColumns: keep('columns'),
    setGoToPage: keep('goTo'),
    createChoice: (text, where) => typed('Forms.Choice', { text, where }),
    createResponse: (text) => typed('Forms.ItemResponse', { id: told.id, text }),
  };
  for (const [kind, word] of Object.entries(CLASSES)) {
    members['as' + word + 'Item'] = () => {
      if (told.type !== kind) throw new Error('Invalid conversion for item type: ' + told.type);
      return item(form, told, false);
    };
  }
  const self = typed(generic ? 'Forms.Item' : 'Forms.' + cls + 'Item', members);
  return self;
}

function plain(value) {
  if (value && value.$type) {
    const found = {};
    for (const key of ['text', 'where', 'rule', 'id']) {
      const one = raw.get(value)?.[key];
      if (one !== undefined) found[key] = plain(one);
    }
    return found;
  }
  if (value && value.$enum) return value.$enum;
  return Array.isArray(value) ? Array.from(value, plain) : value;
}
const raw = new WeakMap();
const typedPlain = typed;
typed = function (name, members) {
  const made = typedPlain(name, members);
  raw.set(made, members.getId ? { id: members.getId() } : members);
  return made;
};

function formOf(id) {
  const told = state.forms[id];
  if (!told || told.deleted) throw new Error('No item with the given ID could be found.');
  const set = (name) => (value) => (change(), (told[name] = plain(value)), self);
  const add = (type) => () => {
    change();
    const made = { id: next(), type, title: '' };
    told.items.push(made);
    return item(told, made, false);
  };
  const members = {
    getId: () => id,
    setTitle: set('title'),
    setDescription: set('description'),
    setProgressBar: set('progress'),
    setAllowResponseEdits: set('edits'),
    setEmailCollectionType: set('addresses'),
    setCollectEmail: set('collect'),
    setPublished: set('published'),
    getItems: () => told.items.map((one) => item(told, one, true)),
    getItemById: (number) => {
      const found = told.items.find((one) => one.id === number);
      return found ? item(told, found, true) : null;
    },
    moveItem: (from, to) => {
      change();
      if (to >= told.items.length) throw new Error('Index out of bounds');
      told.items.splice(to, 0, ...told.items.splice(from, 1));
      return item(told, told.items[to], true);
    },
    setDestination: (kind, book) => {
      change();
      if (plain(kind) !== 'SPREADSHEET' || book !== state.book.id) throw new Error('Invalid destination');
      told.destination = book;
      state.book.sheets.push({ id: next(), name: 'Form responses ' + next(), form: id, cells: [] });
      return self;
    },
    getPublishedUrl: () => 'https://docs.google.com/forms/d/e/' + id + '/viewform',
    getEditUrl: () => 'https://docs.google.com/forms/d/' + id + '/edit',
    createResponse: () => {
      const values = [];
      const response = typed('Forms.FormResponse', {
        withItemResponse: (one) => (values.push(plain(one)), response),
        toPrefilledUrl: () => 'https://docs.google.com/forms/d/e/' + id + '/viewform?' + values.map((v) => 'entry.' + v.id + '=' + v.text).join('&'),
      });
      return response;
    },
  };
  for (const [type, word] of Object.entries(CLASSES)) members['add' + word + 'Item'] = add(type);
  const self = typed('Forms.Form', members);
  return self;
}

function validation(kind) {
  const rule = [];
  const name = 'Forms.' + kind;
  const step = (word) => (...args) => (rule.push([word, ...args]), self);
  const members = { build: () => typed(name, { rule }) };
  for (const word of ['setHelpText', 'requireTextIsEmail', 'requireTextMatchesPattern', 'requireNumber', 'requireNumberBetween', 'requireNumberGreaterThanOrEqualTo', 'requireNumberLessThanOrEqualTo', 'requireSelectAtMost']) members[word] = step(word);
  const self = typed(name + 'Builder', members);
  return self;
}

function sheetOf(told) {
  return typed('Spreadsheet.Sheet', {
    getFormUrl: () => (told.form ? 'https://docs.google.com/forms/d/' + told.form + '/viewform' : null),
    getName: () => told.name,
    setName: (name) => (change(), (told.name = name), sheetOf(told)),
    getSheetId: () => told.id,
    clearContents: () => ((told.cells = []), sheetOf(told)),
    getRange: (row, column, rows, columns) => {
      const range = typed('Spreadsheet.Range', {
        setNumberFormat: (format) => ((told.format = format), range),
        setValues: (values) => {
          if (values.length !== rows || values.some((one) => one.length !== columns)) throw new Error('The data do not fit the range.');
          told.cells = values.map((one) => Array.from(one));
          return range;
        },
      });
      return range;
    },
    getProtections: () => (told.protected ? [typed('Spreadsheet.Protection', {})] : []),
    protect: () => {
      told.protected = true;
      const made = typed('Spreadsheet.Protection', { setWarningOnly: () => made, setDescription: () => made });
      return made;
    },
  });
}

const book = typed('Spreadsheet.Spreadsheet', {
  getId: () => state.book.id,
  setSpreadsheetTimeZone: (zone) => ((state.book.zone = zone), undefined),
  getSheets: () => state.book.sheets.map(sheetOf),
  getNumSheets: () => state.book.sheets.length,
  getSheetByName: (name) => {
    const found = state.book.sheets.find((one) => one.name === name);
    return found ? sheetOf(found) : null;
  },
  insertSheet: (name, place) => {
    const made = { id: next(), name, cells: [] };
    state.book.sheets.splice(place, 0, made);
    return sheetOf(made);
  },
});
const menu = typed('Base.Menu', { addItem: (text, name) => (log.push('menu: ' + name), menu), addToUi: () => undefined });

const globals = {
  FormApp: typed('Forms.FormApp', {
    ItemType,
    PageNavigationType: Navigation,
    DestinationType: Destination,
    EmailCollectionType: Object.freeze({ DO_NOT_COLLECT: 'DO_NOT_COLLECT', VERIFIED: 'VERIFIED', RESPONDER_INPUT: 'RESPONDER_INPUT' }),
    create: (title, published) => {
      change();
      const id = 'form-' + next();
      state.forms[id] = { title, published, items: [] };
      return formOf(id);
    },
    openById: (id) => formOf(id),
    createTextValidation: () => validation('TextValidation'),
    createCheckboxValidation: () => validation('CheckboxValidation'),
  }),
  SpreadsheetApp: typed('Spreadsheet.SpreadsheetApp', {
    getActiveSpreadsheet: () => book,
    getUi: () => typed('Base.Ui', { createMenu: () => menu }),
    flush: () => undefined,
    ProtectionType: Protection,
  }),
  PropertiesService: typed('Properties.PropertiesService', {
    getScriptProperties: () =>
      typed('Properties.Properties', {
        getProperty: (name) => state.properties[name] ?? null,
        setProperty: (name, value) => {
          if (value.length > 9216) throw new Error('Argument too large: value');
          state.properties[name] = value;
          return undefined;
        },
        deleteProperty: (name) => (delete state.properties[name], undefined),
      }),
  }),
  LockService: typed('Lock.LockService', {
    getScriptLock: () => typed('Lock.Lock', { tryLock: () => true, releaseLock: () => undefined }),
  }),
  Utilities: typed('Utilities.Utilities', {
    DigestAlgorithm: Digest,
    computeDigest: (_, text) => Array.from(crypto.createHash('sha256').update(text).digest()),
    base64Encode: (bytes) => Buffer.from(bytes).toString('base64'),
  }),
  Logger: typed('Base.Logger', { log: (text) => (log.push(text), undefined) }),
};

const source = new vm.Script(fs.readFileSync(scriptFile, 'utf8'));
function run(at) {
  [log, calls, changes, failAt] = [[], [], 0, at];
  try {
    const context = vm.createContext({ ...globals });
    source.runInContext(context, { timeout: 20000 });
    vm.runInContext(call + '()', context, { timeout: 20000 });
    return null;
  } catch (caught) {
    return caught.name + ': ' + caught.message;
  }
}

if (sweep) {
  const made = [];
  for (let at = Infinity; ; at = at === Infinity ? 1 : at + 1) {
    state = fresh();
    const stopped = run(at);
    if (at !== Infinity && stopped === null) break;
    const error = at === Infinity ? stopped : run(Infinity);
    made.push({ error, state });
  }
  process.stdout.write(JSON.stringify(made));
} else {
  const error = run(Infinity);
  fs.writeFileSync(stateFile, JSON.stringify(state));
  process.stdout.write(JSON.stringify({ log, calls, error }));
}
