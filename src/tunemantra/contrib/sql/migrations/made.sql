CREATE TABLE tunemantra_schema (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT tunemantra_schema_pkc PRIMARY KEY (version_num)
);
CREATE TABLE revisions (
	id TEXT NOT NULL, 
	icpn TEXT NOT NULL, 
	document TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE distributions (
	id TEXT NOT NULL, 
	icpn TEXT NOT NULL, 
	platform TEXT NOT NULL, 
	status TEXT NOT NULL, 
	state TEXT NOT NULL, 
	tracks TEXT NOT NULL, 
	external_ids TEXT NOT NULL, 
	revision_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, chain_length INTEGER DEFAULT 0 NOT NULL, chain_head TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT distributions_product_platform UNIQUE (icpn, platform)
);
CREATE INDEX distributions_by_platform ON distributions (platform, id);
CREATE INDEX distributions_by_status ON distributions (status, id);
CREATE TABLE deliveries (
	id TEXT NOT NULL, 
	distribution_id TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	platform TEXT NOT NULL, 
	icpn TEXT NOT NULL, 
	revision_id TEXT, 
	kind TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	lane TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	waiting TEXT NOT NULL, 
	package TEXT NOT NULL, 
	receipt TEXT NOT NULL, 
	findings TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	lease_owner TEXT NOT NULL, 
	lease_token BIGINT NOT NULL, 
	lease_until DATETIME, organisation TEXT DEFAULT '' NOT NULL, share TEXT DEFAULT '' NOT NULL, ready_at DATETIME, "after" TEXT DEFAULT '' NOT NULL, batch TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT deliveries_in_order UNIQUE (distribution_id, sequence), 
	CONSTRAINT deliveries_sequence_from_one CHECK (sequence > 0), 
	CONSTRAINT deliveries_lease_whole CHECK ((lease_owner = '') = (lease_until IS NULL)), 
	FOREIGN KEY(distribution_id) REFERENCES distributions (id), 
	FOREIGN KEY(revision_id) REFERENCES revisions (id)
);
CREATE INDEX deliveries_by_revision ON deliveries (revision_id);
CREATE INDEX deliveries_open ON deliveries (distribution_id, sequence) WHERE outcome = 'open';
CREATE UNIQUE INDEX deliveries_once ON deliveries (platform, "key") WHERE key <> '';
CREATE TABLE events (
	sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	distribution_id TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	kind TEXT NOT NULL, 
	message TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	delivery_id TEXT NOT NULL, 
	status TEXT NOT NULL, 
	substate TEXT NOT NULL, 
	native TEXT NOT NULL, 
	report_id TEXT NOT NULL, 
	data TEXT NOT NULL, reason TEXT DEFAULT '' NOT NULL, "before" TEXT DEFAULT '' NOT NULL, "after" TEXT DEFAULT '' NOT NULL, number INTEGER DEFAULT 0 NOT NULL, hash TEXT DEFAULT '' NOT NULL, 
	FOREIGN KEY(distribution_id) REFERENCES distributions (id)
);
CREATE INDEX events_of_distribution ON events (distribution_id, sequence);
CREATE UNIQUE INDEX events_report_once ON events (distribution_id, report_id) WHERE report_id <> '';
CREATE TABLE memos (
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (kind, "key")
);
CREATE TABLE locks (
	name TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	until DATETIME NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TABLE seals (
	number INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	upto BIGINT NOT NULL, 
	events INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (number)
);
CREATE INDEX deliveries_due ON deliveries (lane, ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX deliveries_turn ON deliveries (lane, share, ready_at, created_at, id) WHERE ready_at IS NOT NULL;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER seals_no_update BEFORE UPDATE ON seals BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END;
CREATE TRIGGER seals_no_delete BEFORE DELETE ON seals BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END;
CREATE TABLE board (
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (kind, "key")
);
CREATE TABLE batches (
	id TEXT NOT NULL, 
	platform TEXT NOT NULL, 
	opened_at DATETIME NOT NULL, 
	size INTEGER NOT NULL, 
	closes_at DATETIME, 
	state TEXT NOT NULL, 
	closed_at DATETIME, 
	why TEXT NOT NULL, 
	package TEXT NOT NULL, 
	receipt TEXT NOT NULL, 
	over BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX batches_open ON batches (platform) WHERE state = 'open';
CREATE INDEX batches_pending ON batches (id) WHERE NOT over;
CREATE INDEX deliveries_in_batch ON deliveries (batch) WHERE batch <> '';
CREATE TABLE tallies (
	number INTEGER NOT NULL, 
	platform TEXT NOT NULL, 
	status TEXT NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TRIGGER distributions_added AFTER INSERT ON distributions BEGIN INSERT INTO tallies (platform, status, count) VALUES (NEW.platform, NEW.status, 1); END;
CREATE TRIGGER distributions_gone AFTER DELETE ON distributions BEGIN INSERT INTO tallies (platform, status, count) VALUES (OLD.platform, OLD.status, -1); END;
CREATE TRIGGER distributions_moved AFTER UPDATE OF platform, status ON distributions WHEN (OLD.platform, OLD.status) IS NOT (NEW.platform, NEW.status) BEGIN INSERT INTO tallies (platform, status, count) VALUES (OLD.platform, OLD.status, -1), (NEW.platform, NEW.status, 1); END;
CREATE TRIGGER tallies_fold AFTER INSERT ON tallies WHEN NEW.number % 1000 = 0 BEGIN INSERT INTO tallies (platform, status, count) SELECT platform, status, sum(count) FROM tallies WHERE number <= NEW.number GROUP BY platform, status HAVING sum(count) <> 0; DELETE FROM tallies WHERE number <= NEW.number; END;
CREATE INDEX deliveries_age ON deliveries (platform, created_at, id, outcome) WHERE outcome = 'open';
