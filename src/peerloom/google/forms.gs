/**
 * Peerloom: the forms of a mentoring program, made from its program.yaml.
 *
 * 1. Make a new Google Sheet. It will hold the answers.
 * 2. In it: Extensions, Apps Script. Delete what stands there, paste this whole file, save.
 * 3. Choose buildForms above and press Run. Google asks for your permission once.
 * 4. When it says "run it again", run it again: Google stops every script after six minutes.
 * 5. Copy the links that it prints into program.yaml.
 *
 * Run it again after every change of program.yaml, with the new file. It adds and rewords. It never deletes a question,
 * and never makes one twice. It sends nothing, and it reads no answer.
 */

/**
 * @typedef {{key: string, type: string, ask: string, help: string, required: boolean, options: string[],
 *   other: boolean, rows: string[], columns: string[], most: number, low: number | null, high: number | null}} Question
 * @typedef {{key: string, title: string, side: string, questions: Question[]}} Section
 * @typedef {{id: string, title: string, about: string, anonymous: boolean, sections: Section[]}} OneForm
 * @typedef {GoogleAppsScript.Forms.Form} Form
 */

/** @type {{program: string, zone: string, forms: OneForm[]}} */
const DATA = "PEERLOOM_DATA";

const SCHEMA = '_schema';
const LINKS = '_links';
const LONGEST_RUN = 270 * 1000; // milliseconds; Google stops a script after 360 seconds

/** Adds the menu when the spreadsheet is opened. */
function onOpen() {
  SpreadsheetApp.getUi()
    .createMenu('Peerloom')
    .addItem('Make or update the forms', 'buildForms')
    .addItem('Refresh the schema', 'refreshSchema')
    .addItem('Check the forms', 'checkForms')
    .addToUi();
}

/** Makes every form, or brings it up to date. */
function buildForms() {
  const lock = LockService.getScriptLock();
  if (!lock.tryLock(1000)) {
    Logger.log('This is running already. Wait until it is done.');
    return;
  }
  try {
    const start = Date.now();
    const book = book_();
    if (DATA.zone) book.setSpreadsheetTimeZone(DATA.zone);
    let ready = 0;
    for (const told of DATA.forms) {
      if (store_().getProperty('done:' + told.id) !== print_(told)) {
        if (Date.now() - start > LONGEST_RUN) break;
        build_(book, told);
        store_().setProperty('done:' + told.id, print_(told));
      }
      ready += 1;
    }
    refresh_(book);
    if (ready < DATA.forms.length) {
      Logger.log(ready + ' of ' + DATA.forms.length + ' forms are ready. Please run it again.');
    } else {
      Logger.log('All ' + ready + ' forms are ready. Paste this into program.yaml:\n\n' + yaml_());
    }
  } finally {
    lock.releaseLock();
  }
}

/** Writes into the schema what each question is called today, so that one that was reworded here is still known. */
function refreshSchema() {
  refresh_(book_());
}

/** Says what differs between the forms and program.yaml. It changes nothing. */
function checkForms() {
  const found = [];
  for (const told of DATA.forms) {
    const form = open_(told.id);
    if (!form) {
      found.push('There is no form "' + told.title + '" yet. Run buildForms.');
      continue;
    }
    const known = items_(told.id);
    for (const section of told.sections) {
      for (const asked of section.questions) {
        const item = item_(form, known[asked.key]);
        if (!item) found.push(told.title + ': the question "' + asked.ask + '" is not there. Run buildForms.');
        else if (item.getTitle() !== asked.ask) {
          found.push(told.title + ': "' + asked.ask + '" is called "' + item.getTitle() + '" in the form.');
        }
      }
    }
    if (!tab_(book_(), form)) found.push(told.title + ': its answers do not go to this spreadsheet. Run buildForms.');
  }
  Logger.log(found.length ? found.join('\n') : 'The forms are as program.yaml says.');
}

/** @returns {GoogleAppsScript.Spreadsheet.Spreadsheet} */
function book_() {
  const book = SpreadsheetApp.getActiveSpreadsheet();
  if (!book) throw new Error('Open your spreadsheet, choose Extensions, Apps Script, and paste this file there.');
  return book;
}

/** @returns {GoogleAppsScript.Properties.Properties} */
function store_() {
  return PropertiesService.getScriptProperties();
}

/**
 * What of a form matters, as a short text: the same form has the same.
 * @param {OneForm} told
 * @returns {string}
 */
function print_(told) {
  const bytes = Utilities.computeDigest(Utilities.DigestAlgorithm.SHA_256, JSON.stringify(told));
  return Utilities.base64Encode(bytes);
}

/**
 * @param {string} id
 * @returns {Form | null}
 */
function open_(id) {
  const known = store_().getProperty('form:' + id);
  if (!known) return null;
  try {
    return FormApp.openById(known);
  } catch (error) {
    Logger.log('The form ' + id + ' was deleted, so it is made anew.');
    store_().deleteProperty('items:' + id);
    return null;
  }
}

/**
 * @param {string} id
 * @returns {Object<string, number>}
 */
function items_(id) {
  return JSON.parse(store_().getProperty('items:' + id) || '{}');
}

/**
 * @param {Form} form
 * @param {number | undefined} id
 * @returns {GoogleAppsScript.Forms.Item | null}
 */
function item_(form, id) {
  return id === undefined ? null : form.getItemById(id);
}

/**
 * Makes one form, or goes on where the last run stopped.
 * @param {GoogleAppsScript.Spreadsheet.Spreadsheet} book
 * @param {OneForm} told
 */
function build_(book, told) {
  let form = open_(told.id);
  if (!form) {
    form = FormApp.create(told.title, false);
    store_().setProperty('form:' + told.id, form.getId()); // at once: a second run must find it
  }
  form.setTitle(told.title).setDescription(told.about).setProgressBar(told.sections.length > 1);
  form.setAllowResponseEdits(!told.anonymous);
  addresses_(form, told.anonymous);

  const known = items_(told.id);
  const owned = new Set(Object.values(known));
  let place = 0;
  for (const section of told.sections) {
    if (place > 0) {
      const page = part_(form, known, owned, section.key, section.title, FormApp.ItemType.PAGE_BREAK, place);
      page.asPageBreakItem().setTitle(section.title);
      place += 1;
    }
    for (const asked of section.questions) {
      const item = part_(form, known, owned, asked.key, asked.ask, kind_(asked), place);
      fill_(item, asked);
      place += 1;
    }
  }
  store_().setProperty('items:' + told.id, JSON.stringify(known));
  branch_(form, told, known);

  if (!tab_(book, form)) {
    form.setDestination(FormApp.DestinationType.SPREADSHEET, book.getId());
    SpreadsheetApp.flush();
  }
  const tab = tab_(book, form);
  if (tab && tab.getName() !== told.title && !book.getSheetByName(told.title)) tab.setName(told.title);
  form.setPublished(true);
}

/**
 * The item of one question or page: the known one, else one of the same words and kind that nobody owns, else a new one.
 * @param {Form} form
 * @param {Object<string, number>} known
 * @param {Set<number>} owned
 * @param {string} key
 * @param {string} title
 * @param {GoogleAppsScript.Forms.ItemType} kind
 * @param {number} place
 * @returns {GoogleAppsScript.Forms.Item}
 */
function part_(form, known, owned, key, title, kind, place) {
  let item = item_(form, known[key]);
  if (item && item.getType() !== kind) {
    Logger.log('"' + title + '" is of another kind now. The old question stays; delete it when you need it no more.');
    item = null;
  }
  if (!item) {
    const free = form.getItems().filter((one) => one.getType() === kind && !owned.has(one.getId()));
    // One without words was added just before Google stopped the script.
    item = free.find((one) => one.getTitle() === title) || free.find((one) => one.getTitle() === '') || null;
  }
  /** @type {GoogleAppsScript.Forms.Item} */
  const made = item || form.getItemById(add_(form, kind).setTitle(title).getId());
  known[key] = made.getId();
  owned.add(made.getId());
  if (made.getIndex() !== place) form.moveItem(made.getIndex(), place);
  return made;
}

/**
 * @param {Question} asked
 * @returns {GoogleAppsScript.Forms.ItemType}
 */
function kind_(asked) {
  switch (asked.type) {
    case 'long':
      return FormApp.ItemType.PARAGRAPH_TEXT;
    case 'choice':
    case 'yes-no':
      return FormApp.ItemType.MULTIPLE_CHOICE;
    case 'dropdown':
      return FormApp.ItemType.LIST;
    case 'choices':
    case 'agree':
      return FormApp.ItemType.CHECKBOX;
    case 'scale':
      return FormApp.ItemType.SCALE;
    case 'date':
      return FormApp.ItemType.DATE;
    case 'grid':
      return asked.most === 1 ? FormApp.ItemType.GRID : FormApp.ItemType.CHECKBOX_GRID;
    default:
      return FormApp.ItemType.TEXT; // short, email, phone, number
  }
}

/**
 * @param {Form} form
 * @param {GoogleAppsScript.Forms.ItemType} kind
 * @returns {{setTitle: function(string): *}}
 */
function add_(form, kind) {
  switch (kind) {
    case FormApp.ItemType.PAGE_BREAK:
      return form.addPageBreakItem();
    case FormApp.ItemType.PARAGRAPH_TEXT:
      return form.addParagraphTextItem();
    case FormApp.ItemType.MULTIPLE_CHOICE:
      return form.addMultipleChoiceItem();
    case FormApp.ItemType.LIST:
      return form.addListItem();
    case FormApp.ItemType.CHECKBOX:
      return form.addCheckboxItem();
    case FormApp.ItemType.SCALE:
      return form.addScaleItem();
    case FormApp.ItemType.DATE:
      return form.addDateItem();
    case FormApp.ItemType.GRID:
      return form.addGridItem();
    case FormApp.ItemType.CHECKBOX_GRID:
      return form.addCheckboxGridItem();
    default:
      return form.addTextItem();
  }
}

/**
 * @param {GoogleAppsScript.Forms.Item} item
 * @param {Question} asked
 */
function fill_(item, asked) {
  item.setTitle(asked.ask).setHelpText(asked.help);
  switch (asked.type) {
    case 'long':
      item.asParagraphTextItem().setRequired(asked.required);
      break;
    case 'choice':
    case 'yes-no':
      item.asMultipleChoiceItem().setChoiceValues(asked.options).showOtherOption(asked.other).setRequired(asked.required);
      break;
    case 'dropdown':
      item.asListItem().setChoiceValues(asked.options).setRequired(asked.required);
      break;
    case 'choices':
    case 'agree': {
      const box = item.asCheckboxItem().setChoiceValues(asked.options);
      box.showOtherOption(asked.other).setRequired(asked.required);
      if (asked.most) box.setValidation(FormApp.createCheckboxValidation().requireSelectAtMost(asked.most).build());
      break;
    }
    case 'scale':
      item.asScaleItem().setBounds(1, 5).setRequired(asked.required);
      break;
    case 'date':
      item.asDateItem().setIncludesYear(true).setRequired(asked.required);
      break;
    case 'grid':
      if (asked.most === 1) item.asGridItem().setRows(asked.rows).setColumns(asked.columns).setRequired(asked.required);
      else item.asCheckboxGridItem().setRows(asked.rows).setColumns(asked.columns).setRequired(asked.required);
      break;
    default:
      text_(item.asTextItem(), asked);
  }
}

/**
 * @param {GoogleAppsScript.Forms.TextItem} item
 * @param {Question} asked
 */
function text_(item, asked) {
  item.setRequired(asked.required);
  const rule = FormApp.createTextValidation();
  if (asked.type === 'email') item.setValidation(rule.setHelpText('Please write an e-mail address.').requireTextIsEmail().build());
  if (asked.type === 'phone') {
    item.setValidation(rule.setHelpText('Please write a phone number.').requireTextMatchesPattern('[+0-9 ()/.-]{5,25}').build());
  }
  if (asked.type === 'number') {
    const low = asked.low, high = asked.high;
    rule.setHelpText('Please write a number.');
    if (low !== null && high !== null) item.setValidation(rule.requireNumberBetween(low, high).build());
    else if (low !== null) item.setValidation(rule.requireNumberGreaterThanOrEqualTo(low).build());
    else if (high !== null) item.setValidation(rule.requireNumberLessThanOrEqualTo(high).build());
    else item.setValidation(rule.requireNumber().build());
  }
}

/**
 * Sends each side to its own page, and from there to the end. Only after all pages are there.
 * @param {Form} form
 * @param {OneForm} told
 * @param {Object<string, number>} known
 */
function branch_(form, told, known) {
  const own = told.sections.filter((section) => section.side);
  const asked = told.sections.flatMap((section) => section.questions).find((one) => one.key === 'side');
  if (!own.length || !asked) return;
  const last = own[own.length - 1];
  const after = told.sections[told.sections.indexOf(last) + 1];
  /** @param {string} key */
  const page = (key) => form.getItemById(known[key]).asPageBreakItem();
  const choice = form.getItemById(known.side).asMultipleChoiceItem();
  choice.setChoices(
    asked.options.map((option) => {
      const section = own.find((one) => one.side === option);
      if (section) return choice.createChoice(option, page(section.key));
      return after ? choice.createChoice(option, page(after.key)) : choice.createChoice(option, FormApp.PageNavigationType.SUBMIT);
    })
  );
  // A page break rules where the page before it goes on: all sides meet again after their own pages.
  for (const section of own.slice(1)) {
    if (after) page(section.key).setGoToPage(page(after.key));
    else page(section.key).setGoToPage(FormApp.PageNavigationType.SUBMIT);
  }
}

/**
 * @param {Form} form
 * @param {boolean} anonymous
 */
function addresses_(form, anonymous) {
  try {
    const kinds = FormApp.EmailCollectionType;
    form.setEmailCollectionType(anonymous ? kinds.DO_NOT_COLLECT : kinds.RESPONDER_INPUT);
  } catch (error) {
    form.setCollectEmail(!anonymous); // older accounts
  }
}

/**
 * The tab into which a form writes.
 * @param {GoogleAppsScript.Spreadsheet.Spreadsheet} book
 * @param {Form} form
 * @returns {GoogleAppsScript.Spreadsheet.Sheet | undefined}
 */
function tab_(book, form) {
  return book.getSheets().find((sheet) => {
    const url = sheet.getFormUrl();
    return url !== null && url.indexOf(form.getId()) >= 0;
  });
}

/** @param {GoogleAppsScript.Spreadsheet.Spreadsheet} book */
function refresh_(book) {
  const rows = [['form', 'sheet', 'key', 'item', 'title', 'type', 'options']];
  const links = [['form', 'to answer', 'with a code', 'to edit']];
  for (const told of DATA.forms) {
    const form = open_(told.id);
    if (!form) continue;
    const tab = tab_(book, form);
    const known = items_(told.id);
    for (const asked of told.sections.flatMap((section) => section.questions)) {
      const item = item_(form, known[asked.key]);
      if (!item || !tab) continue;
      const sheet = String(tab.getSheetId());
      rows.push([told.id, sheet, asked.key, String(item.getId()), item.getTitle(), asked.type, asked.options.join('\n')]);
    }
    links.push([told.id, form.getPublishedUrl(), prefilled_(form, known), form.getEditUrl()]);
  }
  table_(book, SCHEMA, rows);
  table_(book, LINKS, links);
}

/**
 * A link in which the word CODE stands where a person's code goes; '' where the form asks for none.
 * @param {Form} form
 * @param {Object<string, number>} known
 * @returns {string}
 */
function prefilled_(form, known) {
  const item = item_(form, known.code);
  if (!item) return '';
  return form.createResponse().withItemResponse(item.asTextItem().createResponse('CODE')).toPrefilledUrl();
}

/**
 * @param {GoogleAppsScript.Spreadsheet.Spreadsheet} book
 * @param {string} name
 * @param {string[][]} rows
 */
function table_(book, name, rows) {
  const sheet = book.getSheetByName(name) || book.insertSheet(name, book.getNumSheets());
  sheet.clearContents();
  sheet.getRange(1, 1, rows.length, rows[0].length).setNumberFormat('@').setValues(rows);
  if (!sheet.getProtections(SpreadsheetApp.ProtectionType.SHEET).length) {
    sheet.protect().setWarningOnly(true).setDescription('Kept by Peerloom. Please change nothing here.');
  }
}

/** @returns {string} */
function yaml_() {
  const lines = ['forms:'];
  for (const told of DATA.forms) {
    const form = open_(told.id);
    if (form) lines.push('  - id: ' + told.id, '    link: ' + form.getPublishedUrl());
  }
  return lines.join('\n');
}
