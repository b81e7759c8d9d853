PRAGMA application_id = 1347178317;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE answer (
  hash TEXT PRIMARY KEY, form TEXT NOT NULL, at TEXT, copy INTEGER NOT NULL, cells TEXT NOT NULL,
  unowned TEXT NOT NULL, first_run INTEGER NOT NULL REFERENCES run
) STRICT;
INSERT INTO "answer" VALUES('0e1caef5436e4dada26132f283cdf205','sign-up','2025-09-01T18:06:22',0,'{"name": "given-0003"}','{}',1);
INSERT INTO "answer" VALUES('65dca16d1e634bed5d84186d7358c8eb','survey',NULL,0,'{"a": "ä''\n"}','{"Notes": "x"}',1);
INSERT INTO "answer" VALUES('7c5a119109aa2cc0948af807f8d5aed3','sign-up','2025-09-01T18:05:22',0,'{"name": "given-0002"}','{}',1);
INSERT INTO "answer" VALUES('7cead240d79dce33dba067727aaa1a35','sign-up','2025-09-01T18:07:22',0,'{"name": "given-0004"}','{}',1);
INSERT INTO "answer" VALUES('be6c23d3ac1c2dfd6e38eec7ccba5881','sign-up','2025-09-01T18:06:22',0,'{"name": "given-changed"}','{}',2);
CREATE TABLE decision (
  id INTEGER PRIMARY KEY, operation TEXT NOT NULL UNIQUE, day TEXT NOT NULL, subject TEXT NOT NULL, words TEXT NOT NULL
) STRICT;
INSERT INTO "decision" VALUES(1,'0ac2a705053f5ebe','2026-06-12','pair P-1','{"decision": "approve", "note": ""}');
INSERT INTO "decision" VALUES(2,'657b07417ca558ab','2026-06-12','words W-1','{"verdict": "publish"}');
INSERT INTO "decision" VALUES(3,'36a1a37282d4bd50','2026-06-19','pair P-1','{"decision": "decline", "note": "later"}');
CREATE TABLE fate (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL REFERENCES answer, run INTEGER NOT NULL REFERENCES run, fate TEXT NOT NULL
) STRICT;
INSERT INTO "fate" VALUES(1,'0e1caef5436e4dada26132f283cdf205',1,'used');
INSERT INTO "fate" VALUES(2,'65dca16d1e634bed5d84186d7358c8eb',1,'used');
INSERT INTO "fate" VALUES(3,'7c5a119109aa2cc0948af807f8d5aed3',1,'used');
INSERT INTO "fate" VALUES(4,'7cead240d79dce33dba067727aaa1a35',1,'used');
INSERT INTO "fate" VALUES(5,'be6c23d3ac1c2dfd6e38eec7ccba5881',2,'held');
CREATE TABLE run (id INTEGER PRIMARY KEY, day TEXT NOT NULL) STRICT;
INSERT INTO "run" VALUES(1,'2026-06-12');
INSERT INTO "run" VALUES(2,'2026-06-19');
CREATE TABLE standing (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL REFERENCES answer, run INTEGER NOT NULL REFERENCES run,
  state TEXT NOT NULL CHECK (state IN ('present', 'changed', 'gone')),
  tab TEXT NOT NULL, number INTEGER NOT NULL, successor TEXT REFERENCES answer
) STRICT;
INSERT INTO "standing" VALUES(1,'0e1caef5436e4dada26132f283cdf205',1,'present','Sign-up.csv',3,NULL);
INSERT INTO "standing" VALUES(2,'65dca16d1e634bed5d84186d7358c8eb',1,'present','Survey.csv',2,NULL);
INSERT INTO "standing" VALUES(3,'7c5a119109aa2cc0948af807f8d5aed3',1,'present','Sign-up.csv',2,NULL);
INSERT INTO "standing" VALUES(4,'7cead240d79dce33dba067727aaa1a35',1,'present','Sign-up.csv',4,NULL);
INSERT INTO "standing" VALUES(5,'be6c23d3ac1c2dfd6e38eec7ccba5881',2,'present','Sign-up.csv',3,NULL);
INSERT INTO "standing" VALUES(6,'0e1caef5436e4dada26132f283cdf205',2,'changed','Sign-up.csv',3,'be6c23d3ac1c2dfd6e38eec7ccba5881');
INSERT INTO "standing" VALUES(7,'7cead240d79dce33dba067727aaa1a35',2,'gone','Sign-up.csv',4,NULL);
CREATE TABLE tally (
  run INTEGER NOT NULL REFERENCES run, form TEXT NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (run, form, what)
) STRICT;
INSERT INTO "tally" VALUES(1,'sign-up','read',5);
INSERT INTO "tally" VALUES(1,'survey','read',1);
INSERT INTO "tally" VALUES(1,'sign-up','copies',1);
INSERT INTO "tally" VALUES(1,'sign-up','unfit',1);
INSERT INTO "tally" VALUES(1,'sign-up','used',3);
INSERT INTO "tally" VALUES(1,'sign-up','held',0);
INSERT INTO "tally" VALUES(1,'sign-up','rejected',1);
INSERT INTO "tally" VALUES(1,'sign-up','duplicate',1);
INSERT INTO "tally" VALUES(1,'sign-up','erased',0);
INSERT INTO "tally" VALUES(1,'survey','used',1);
INSERT INTO "tally" VALUES(1,'survey','held',0);
INSERT INTO "tally" VALUES(1,'survey','rejected',0);
INSERT INTO "tally" VALUES(1,'survey','duplicate',0);
INSERT INTO "tally" VALUES(1,'survey','erased',0);
INSERT INTO "tally" VALUES(2,'sign-up','read',2);
INSERT INTO "tally" VALUES(2,'survey','read',1);
INSERT INTO "tally" VALUES(2,'sign-up','used',1);
INSERT INTO "tally" VALUES(2,'sign-up','held',1);
INSERT INTO "tally" VALUES(2,'sign-up','rejected',0);
INSERT INTO "tally" VALUES(2,'sign-up','duplicate',0);
INSERT INTO "tally" VALUES(2,'sign-up','erased',0);
INSERT INTO "tally" VALUES(2,'survey','used',1);
INSERT INTO "tally" VALUES(2,'survey','held',0);
INSERT INTO "tally" VALUES(2,'survey','rejected',0);
INSERT INTO "tally" VALUES(2,'survey','duplicate',0);
INSERT INTO "tally" VALUES(2,'survey','erased',0);
CREATE INDEX standing_hash ON standing (hash, id);
CREATE INDEX fate_hash ON fate (hash, id);
CREATE TRIGGER run_UPDATE BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER run_DELETE BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER answer_UPDATE BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER answer_DELETE BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER standing_UPDATE BEFORE UPDATE ON standing BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER standing_DELETE BEFORE DELETE ON standing BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER fate_UPDATE BEFORE UPDATE ON fate BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER fate_DELETE BEFORE DELETE ON fate BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER tally_UPDATE BEFORE UPDATE ON tally BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER tally_DELETE BEFORE DELETE ON tally BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER decision_UPDATE BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER decision_DELETE BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
COMMIT;
