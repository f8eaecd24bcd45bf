BEGIN TRANSACTION;
CREATE TABLE address (
	source TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	url TEXT NOT NULL, 
	rules JSON NOT NULL, 
	CONSTRAINT pk_address PRIMARY KEY (source, position), 
	CONSTRAINT fk_address_source FOREIGN KEY(source) REFERENCES source (slug)
);
CREATE TABLE address_memory (
	source TEXT NOT NULL, 
	url TEXT NOT NULL, 
	validators JSON NOT NULL, 
	entries JSON NOT NULL, 
	CONSTRAINT pk_address_memory PRIMARY KEY (source, url), 
	CONSTRAINT fk_address_memory_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "address_memory" VALUES('syt','https://syt.example/b','{"etag": "W/\udcff", "last_modified": null, "digest": null, "ttl": null, "shown": null, "sha256": null}','["d1","d2"]');
CREATE TABLE agency (
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	level TEXT NOT NULL, 
	parent TEXT, 
	valid_from DATE, 
	valid_to DATE, 
	successor TEXT, phone TEXT, address TEXT, mail TEXT, homepage TEXT, 
	CONSTRAINT pk_agency PRIMARY KEY (slug)
);
INSERT INTO "agency" VALUES('so-y-te','Sở Y tế','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0021');
CREATE TABLE alias (
	alias TEXT NOT NULL, 
	notice TEXT NOT NULL, 
	CONSTRAINT pk_alias PRIMARY KEY (alias), 
	CONSTRAINT fk_alias_notice FOREIGN KEY(notice) REFERENCES notice (id)
)
 WITHOUT ROWID

;
INSERT INTO "alias" VALUES('sha256:0175f86ae51fc2f3ec808a938cf1ea3c939dbcae18aae60934e55536608b6ded','a');
INSERT INTO "alias" VALUES('url:a','a');
INSERT INTO "alias" VALUES('url:b','b');
INSERT INTO "alias" VALUES('sha256:8d63f159a5939ce0d51421d3a649078bdc47f5683f300555e344aaab89a741fc','c');
CREATE TABLE api_token (
	digest TEXT NOT NULL, 
	operator TEXT NOT NULL, 
	created TEXT NOT NULL, 
	CONSTRAINT pk_api_token PRIMARY KEY (digest), 
	CONSTRAINT fk_api_token_operator FOREIGN KEY(operator) REFERENCES operator (name)
);
INSERT INTO "api_token" VALUES('b49d4c11fbd0da3364a6b3f7c724534e57c377b0d290e40d97a1f310fda13a51','lan','2010-09-24 01:30:00.000000+00:00');
CREATE TABLE attachment (
	notice TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	url TEXT NOT NULL, 
	name TEXT NOT NULL, 
	media_type TEXT, 
	bytes INTEGER, 
	sha256 TEXT, 
	state TEXT NOT NULL, 
	reason TEXT, etag TEXT, last_modified TEXT, 
	CONSTRAINT pk_attachment PRIMARY KEY (notice, position), 
	CONSTRAINT fk_attachment_notice FOREIGN KEY(notice) REFERENCES notice (id)
);
INSERT INTO "attachment" VALUES('a',0,'https://f.example/1.pdf','1.pdf',NULL,NULL,'315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027','text',NULL,NULL,NULL);
CREATE TABLE audit (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	at TEXT NOT NULL, 
	who TEXT NOT NULL, 
	what TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	"before" JSON, 
	"after" JSON
);
INSERT INTO "audit" VALUES(1,'2010-09-24 01:30:00.000000+00:00','daumoi','user.add','lan',NULL,'{"role":"operator","agency":null}');
INSERT INTO "audit" VALUES(2,'2010-09-24 01:30:00.000000+00:00','daumoi','user.token','lan',NULL,NULL);
INSERT INTO "audit" VALUES(3,'2010-09-24 01:30:00.000000+00:00','lan','sign_in','lan',NULL,NULL);
INSERT INTO "audit" VALUES(4,'2010-09-24 02:30:00.000000+00:00','lan','notice.section','a','{"section":""}','{"section":"chi-dao"}');
INSERT INTO "audit" VALUES(5,'2010-09-24 01:30:00.000000+00:00','lan','verify','syt',NULL,'{}');
CREATE TABLE backfill (
	source TEXT NOT NULL, 
	address TEXT NOT NULL, 
	at TEXT NOT NULL, 
	since DATE, 
	waiting JSON NOT NULL, 
	last JSON, 
	pages INTEGER NOT NULL, 
	found INTEGER NOT NULL, 
	oldest DATE, 
	vain INTEGER NOT NULL, 
	entered JSON NOT NULL, 
	until DATE, 
	error TEXT, 
	detail TEXT NOT NULL, 
	CONSTRAINT pk_backfill PRIMARY KEY (source, address), 
	CONSTRAINT fk_backfill_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "backfill" VALUES('syt','https://syt.example/b','2010-09-24 01:30:00.000000+00:00',NULL,'[{"url":"https://syt.example/b?p=2","form":[],"number":1,"before":0,"is_guess":false}]',NULL,0,0,NULL,0,'[]',NULL,NULL,'');
CREATE TABLE blob (
	sha256 TEXT NOT NULL, 
	bytes INTEGER, 
	media_type TEXT, 
	created TEXT NOT NULL, 
	removed TEXT, 
	CONSTRAINT pk_blob PRIMARY KEY (sha256)
);
INSERT INTO "blob" VALUES('df5ddd75e1e0e3fee2eb4c4d7a160f2673560df8afb145ba651b43f100c0dc57',8,NULL,'2010-09-24 01:30:00.000000+00:00',NULL);
INSERT INTO "blob" VALUES('315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027',4,NULL,'2010-09-24 01:30:00.000000+00:00',NULL);
INSERT INTO "blob" VALUES('a3c0b0ae713fab5cec62aa7e0156b6b2577bf806182da3ac09d690aefaa4f641',8,NULL,'2010-09-24 01:30:00.000000+00:00','2010-09-24 02:30:00.000000+00:00');
INSERT INTO "blob" VALUES('33f2799467177287a29260780a107ac98ea63dd6165f67fcc0d74767d0a82090',3,NULL,'2010-09-24 01:30:00.000000+00:00',NULL);
CREATE TABLE blob_use (
	sha256 TEXT NOT NULL, 
	notice TEXT NOT NULL, 
	CONSTRAINT pk_blob_use PRIMARY KEY (sha256, notice), 
	CONSTRAINT fk_blob_use_notice FOREIGN KEY(notice) REFERENCES notice (id)
)
 WITHOUT ROWID

;
INSERT INTO "blob_use" VALUES('315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027','a');
INSERT INTO "blob_use" VALUES('df5ddd75e1e0e3fee2eb4c4d7a160f2673560df8afb145ba651b43f100c0dc57','a');
CREATE TABLE change (
	cursor INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT NOT NULL, 
	notice TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT fk_change_notice FOREIGN KEY(notice) REFERENCES notice (id)
);
INSERT INTO "change" VALUES(1,'new','a','2010-09-24 01:30:00.000000+00:00');
INSERT INTO "change" VALUES(2,'new','b','2010-09-24 01:30:00.000000+00:00');
INSERT INTO "change" VALUES(3,'new','c','2010-09-24 01:30:00.000000+00:00');
INSERT INTO "change" VALUES(4,'edited','a','2010-09-24 02:30:00.000000+00:00');
INSERT INTO "change" VALUES(5,'withdrawn','b','2010-09-24 02:30:00.000000+00:00');
INSERT INTO "change" VALUES(6,'redacted','c','2010-09-24 02:30:00.000000+00:00');
INSERT INTO "change" VALUES(7,'edited','a','2010-09-24 02:30:00.000000+00:00');
INSERT INTO "change" VALUES(8,'clustered','a','2010-09-24 02:30:00.000000+00:00');
INSERT INTO "change" VALUES(9,'clustered','b','2010-09-24 02:30:00.000000+00:00');
CREATE TABLE citation (
	notice TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	printed TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	CONSTRAINT pk_citation PRIMARY KEY (notice, position), 
	CONSTRAINT fk_citation_notice FOREIGN KEY(notice) REFERENCES notice (id)
)
 WITHOUT ROWID

;
INSERT INTO "citation" VALUES('a',0,'1/NĐ','1/nd');
CREATE TABLE collection (
	id INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	at TEXT NOT NULL, 
	new INTEGER NOT NULL, 
	edited INTEGER NOT NULL, 
	withdrawn INTEGER NOT NULL, 
	restored INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	requests INTEGER NOT NULL, 
	not_modified INTEGER NOT NULL, 
	parsed INTEGER NOT NULL, 
	error TEXT, 
	detail TEXT NOT NULL, 
	wait FLOAT, 
	CONSTRAINT pk_collection PRIMARY KEY (id)
);
INSERT INTO "collection" VALUES(1,'syt','2010-09-24 01:30:00.000000+00:00',3,0,0,0,0,0,0,0,NULL,'',NULL);
CREATE TABLE consumer (
	name TEXT NOT NULL, 
	cursor BIGINT NOT NULL, 
	CONSTRAINT pk_consumer PRIMARY KEY (name)
);
INSERT INTO "consumer" VALUES('index',4);
INSERT INTO "consumer" VALUES('push',3);
CREATE TABLE correction (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	notice TEXT NOT NULL, 
	field TEXT NOT NULL, 
	"before" JSON, 
	"after" JSON, 
	who TEXT NOT NULL, 
	at TEXT NOT NULL, 
	undone TEXT, 
	undone_by TEXT NOT NULL, 
	CONSTRAINT fk_correction_notice FOREIGN KEY(notice) REFERENCES notice (id)
);
INSERT INTO "correction" VALUES(1,'a','section','""','"chi-dao"','lan','2010-09-24 02:30:00.000000+00:00',NULL,'');
CREATE TABLE errand (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT NOT NULL, 
	source TEXT NOT NULL, 
	url TEXT NOT NULL, 
	who TEXT NOT NULL, 
	at TEXT NOT NULL, 
	since DATE, 
	ended TEXT, 
	error TEXT, 
	detail TEXT NOT NULL, 
	result JSON
);
INSERT INTO "errand" VALUES(1,'verify','syt','','lan','2010-09-24 01:30:00.000000+00:00',NULL,NULL,NULL,'',NULL);
CREATE TABLE evidence_line (
	n INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	notice TEXT NOT NULL, 
	version INTEGER, 
	sha256 TEXT, 
	record TEXT NOT NULL, 
	fetch BIGINT, 
	digest TEXT NOT NULL, 
	CONSTRAINT pk_evidence_line PRIMARY KEY (n)
);
INSERT INTO "evidence_line" VALUES(1,'2010-09-24 01:30:00.000000+00:00','revision','a',0,'df5ddd75e1e0e3fee2eb4c4d7a160f2673560df8afb145ba651b43f100c0dc57','6fe9de9e88fc410b544805cad711477ef0c7418dba84fa664e3235d3525eeaa3',NULL,'4b7a802b2383679b2fe6a3ff6820324ce11ce0dc242691086628149bb7ea90fe');
INSERT INTO "evidence_line" VALUES(2,'2010-09-24 01:30:00.000000+00:00','revision','b',0,NULL,'b71f746a884d4d8d7477eab0fc1ac8fe09fa4ffb305dd3796e761502b1542db3',NULL,'002e858351088fff6bb205da5bebe396f555340716a169188cfe6b02b67ac59c');
INSERT INTO "evidence_line" VALUES(3,'2010-09-24 01:30:00.000000+00:00','revision','c',0,'a3c0b0ae713fab5cec62aa7e0156b6b2577bf806182da3ac09d690aefaa4f641','d5d26918ee356aa086b508f63d5716e7e6c10bed8adb2ffa2e655fefbac0fba8',NULL,'4df7d45977f5fa11db1f824943e5384aeb72c3c4a8f7c38199e21ef2b54199fe');
INSERT INTO "evidence_line" VALUES(4,'2010-09-24 02:30:00.000000+00:00','revision','a',1,'df5ddd75e1e0e3fee2eb4c4d7a160f2673560df8afb145ba651b43f100c0dc57','2b04f807c950aada66201047d24354cbd22dcbf81c15839e9eb2a0f1d00971f7',NULL,'d8bb024b3b9dac0ff7f3f752b4983b0f45824166abf5370bc058f3e959ef8e86');
INSERT INTO "evidence_line" VALUES(5,'2010-09-24 02:30:00.000000+00:00','redacted','c',NULL,NULL,'fc86a39ac07f02e306686ba7cc05e1ee4c9c122d7cbd097f29f0445b7099c6b0',NULL,'d29aa7f693f3459407446956c84018c83355cc12ab14bbf0c2a180a95d6d49aa');
CREATE TABLE feed_reading (
	source TEXT NOT NULL, 
	address TEXT NOT NULL, 
	month DATE NOT NULL, 
	code TEXT NOT NULL, 
	last TEXT NOT NULL, 
	CONSTRAINT pk_feed_reading PRIMARY KEY (source, address, month, code)
);
INSERT INTO "feed_reading" VALUES('syt','https://syt.example/b','2010-09-01','','2010-09-24 01:30:00.000000+00:00');
INSERT INTO "feed_reading" VALUES('syt','https://syt.example/b','2010-09-01','eth_letter','2010-09-24 01:30:00.000000+00:00');
CREATE TABLE fetch (
	id INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	url TEXT NOT NULL, 
	at TEXT NOT NULL, 
	final_url TEXT NOT NULL, 
	status INTEGER, 
	headers JSON NOT NULL, 
	sha256 TEXT, 
	bytes INTEGER NOT NULL, 
	ms INTEGER NOT NULL, 
	error TEXT, 
	detail TEXT NOT NULL, 
	wait FLOAT, 
	redirects JSON NOT NULL, 
	CONSTRAINT pk_fetch PRIMARY KEY (id)
);
INSERT INTO "fetch" VALUES(1,'syt','https://syt.example/a','2010-09-24 01:30:00.000000+00:00','',200,'{"etag":"\"x\""}',NULL,0,0,NULL,'',3.00000000000000044408e-01,'[]');
CREATE TABLE file_text (
	sha256 TEXT NOT NULL, 
	page INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_file_text PRIMARY KEY (sha256, page)
);
INSERT INTO "file_text" VALUES('315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027',1,'Một');
INSERT INTO "file_text" VALUES('315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027',2,'Hai');
CREATE TABLE gap (
	source TEXT NOT NULL, 
	address TEXT NOT NULL, 
	opened TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	since DATE, 
	until DATE NOT NULL, 
	closed TEXT, 
	found INTEGER NOT NULL, 
	tries INTEGER NOT NULL, 
	tried TEXT, 
	error TEXT, 
	detail TEXT NOT NULL, 
	CONSTRAINT pk_gap PRIMARY KEY (source, address, opened), 
	CONSTRAINT fk_gap_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "gap" VALUES('syt','https://syt.example/b','2010-09-24 01:30:00.000000+00:00','window','2010-09-24','2010-09-24',NULL,2,0,NULL,NULL,'?');
CREATE TABLE incident (
	id TEXT NOT NULL, 
	place TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	opened TEXT NOT NULL, 
	updated TEXT NOT NULL, 
	closed TEXT, 
	late INTEGER NOT NULL, 
	owner TEXT NOT NULL, 
	CONSTRAINT pk_incident PRIMARY KEY (id)
);
INSERT INTO "incident" VALUES('1ncident','syt.example:443','http_5xx','2010-09-24 01:30:00.000000+00:00','2010-09-24 02:30:00.000000+00:00','2010-09-24 02:30:00.000000+00:00',2,'lan');
CREATE TABLE incident_note (
	incident TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	author TEXT NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_incident_note PRIMARY KEY (incident, position), 
	CONSTRAINT fk_incident_note_incident FOREIGN KEY(incident) REFERENCES incident (id)
);
INSERT INTO "incident_note" VALUES('1ncident',0,'2010-09-24 02:30:00.000000+00:00','lan','Đã gọi ? điện');
CREATE TABLE incident_source (
	incident TEXT NOT NULL, 
	source TEXT NOT NULL, 
	joined_at TEXT NOT NULL, 
	left_at TEXT, 
	CONSTRAINT pk_incident_source PRIMARY KEY (incident, source, joined_at), 
	CONSTRAINT fk_incident_source_incident FOREIGN KEY(incident) REFERENCES incident (id)
);
INSERT INTO "incident_source" VALUES('1ncident','syt','2010-09-24 01:30:00.000000+00:00','2010-09-24 02:30:00.000000+00:00');
CREATE TABLE lease (
	name TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	token INTEGER NOT NULL, 
	expires FLOAT NOT NULL, 
	asked FLOAT, 
	rest FLOAT, 
	wanted FLOAT, 
	code TEXT, 
	CONSTRAINT pk_lease PRIMARY KEY (name)
);
INSERT INTO "lease" VALUES('source:syt','worker',1,2.01300008489771166983e+12,NULL,NULL,NULL,NULL);
CREATE TABLE likeness (
	one TEXT NOT NULL, 
	other TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	similarity FLOAT NOT NULL, 
	differing FLOAT NOT NULL, 
	number TEXT NOT NULL, 
	file TEXT NOT NULL, 
	CONSTRAINT pk_likeness PRIMARY KEY (one, other), 
	CONSTRAINT fk_likeness_one FOREIGN KEY(one) REFERENCES notice (id), 
	CONSTRAINT fk_likeness_other FOREIGN KEY(other) REFERENCES notice (id)
)
 WITHOUT ROWID

;
INSERT INTO "likeness" VALUES('a','b','text',3.00000000000000044408e-01,0.05,'','');
CREATE TABLE list_page (
	source TEXT NOT NULL, 
	address TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	at TEXT NOT NULL, 
	url TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_list_page PRIMARY KEY (source, address, kind), 
	CONSTRAINT fk_list_page_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "list_page" VALUES('syt','https://syt.vn/tin','good','2010-09-24 01:30:00.000000+00:00','https://syt.vn/','text/html','eJyzKbADAAHVAOs=');
CREATE TABLE listing (
	source TEXT NOT NULL, 
	url TEXT NOT NULL, 
	address TEXT NOT NULL, 
	listed_at TEXT NOT NULL, 
	left_at TEXT, 
	CONSTRAINT pk_listing PRIMARY KEY (source, url, address), 
	CONSTRAINT fk_listing_source FOREIGN KEY(source) REFERENCES source (slug)
)
 WITHOUT ROWID

;
INSERT INTO "listing" VALUES('syt','https://syt.example/a','https://syt.example/b','2010-09-24 01:30:00.000000+00:00',NULL);
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('authority','hub.example');
CREATE TABLE move (
	source TEXT NOT NULL, 
	address TEXT NOT NULL, 
	target TEXT NOT NULL, 
	since TEXT NOT NULL, 
	last TEXT NOT NULL, 
	visits INTEGER NOT NULL, 
	days INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	doubt TEXT, 
	decided TEXT, 
	who TEXT NOT NULL, 
	CONSTRAINT pk_move PRIMARY KEY (source, address), 
	CONSTRAINT fk_move_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "move" VALUES('syt','https://syt.example/b','https://moi.example/b','2010-09-24 01:30:00.000000+00:00','2010-09-24 02:30:00.000000+00:00',1,1,'met','elsewhere',NULL,'');
CREATE TABLE notice (
	id TEXT NOT NULL, 
	source TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	url TEXT NOT NULL, 
	title TEXT NOT NULL, 
	first_seen TEXT NOT NULL, 
	updated TEXT NOT NULL, 
	published TEXT NOT NULL, 
	published_precision TEXT NOT NULL, 
	published_from TEXT NOT NULL, 
	published_raw TEXT NOT NULL, 
	summary TEXT NOT NULL, 
	html_from TEXT NOT NULL, 
	section TEXT NOT NULL, 
	section_source TEXT NOT NULL, 
	lang TEXT NOT NULL, 
	doc_number TEXT, 
	doc_key TEXT, 
	doc_type TEXT, 
	issued_on DATE, 
	signer TEXT, 
	cluster TEXT, 
	revisions INTEGER NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	redacted BOOLEAN NOT NULL, 
	digest TEXT NOT NULL, 
	page_sha256 TEXT, 
	number_key TEXT, 
	type_key TEXT, 
	CONSTRAINT pk_notice PRIMARY KEY (id), 
	CONSTRAINT fk_notice_source FOREIGN KEY(source) REFERENCES source (slug), 
	CONSTRAINT fk_notice_agency FOREIGN KEY(agency) REFERENCES agency (slug)
);
INSERT INTO "notice" VALUES('a','syt','so-y-te','https://syt.example/a','Đính chính','2010-09-24 01:30:00.000000+00:00','2010-09-24 02:30:00.000000+00:00','2010-09-24 01:30:00.000000+00:00','minute','listing','','','feed','chi-dao','','vi',NULL,NULL,NULL,NULL,NULL,'a',1,0,0,'','df5ddd75e1e0e3fee2eb4c4d7a160f2673560df8afb145ba651b43f100c0dc57',NULL,NULL);
INSERT INTO "notice" VALUES('b','syt','so-y-te','https://syt.example/b','Thông báo b','2010-09-24 01:30:00.000000+00:00','2010-09-24 02:30:00.000000+00:00','2010-09-24 01:30:00.000000+00:00','minute','listing','','','feed','','','vi',NULL,NULL,NULL,NULL,NULL,'a',0,1,0,'',NULL,NULL,NULL);
INSERT INTO "notice" VALUES('c','syt','so-y-te','https://syt.example/c','[đã lược bỏ]','2010-09-24 01:30:00.000000+00:00','2010-09-24 02:30:00.000000+00:00','2010-09-24 01:30:00.000000+00:00','minute','listing','','','feed','','','vi',NULL,NULL,NULL,NULL,NULL,NULL,0,0,1,'','a3c0b0ae713fab5cec62aa7e0156b6b2577bf806182da3ac09d690aefaa4f641',NULL,NULL);
CREATE TABLE notice_place (
	notice TEXT NOT NULL, 
	place TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	itself BOOLEAN NOT NULL, 
	updated TEXT NOT NULL, 
	CONSTRAINT pk_notice_place PRIMARY KEY (notice, place), 
	CONSTRAINT fk_notice_place_notice FOREIGN KEY(notice) REFERENCES notice (id)
);
INSERT INTO "notice_place" VALUES('a','xa-cam-lap',0,1,'2010-09-24 02:30:00.000000+00:00');
INSERT INTO "notice_place" VALUES('a','xa-nam-cam-ranh',1,0,'2010-09-24 02:30:00.000000+00:00');
CREATE TABLE operator (
	name TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	role TEXT NOT NULL, 
	agency TEXT, 
	created TEXT NOT NULL, 
	disabled TEXT, 
	CONSTRAINT pk_operator PRIMARY KEY (name)
);
INSERT INTO "operator" VALUES('lan','$argon2id$v=19$m=65536,t=3,p=4$DBtYI0TcQuaXt3YIk4U/DQ$0aikdCmaAa/jTpvdniUPiWmc2UJ+lGyfOGg6IkXyIBs','operator',NULL,'2010-09-24 01:30:00.000000+00:00',NULL);
CREATE TABLE page (
	source TEXT NOT NULL, 
	url TEXT NOT NULL, 
	notice TEXT NOT NULL, 
	validators JSON NOT NULL, 
	checked TEXT NOT NULL, 
	next_check TEXT, 
	left_at TEXT, 
	gone INTEGER NOT NULL, 
	CONSTRAINT pk_page PRIMARY KEY (source, url), 
	CONSTRAINT fk_page_source FOREIGN KEY(source) REFERENCES source (slug), 
	CONSTRAINT fk_page_notice FOREIGN KEY(notice) REFERENCES notice (id)
);
INSERT INTO "page" VALUES('syt','https://syt.example/a','a','{"etag":"\"x\"","last_modified":null,"digest":null,"ttl":null,"shown":null,"sha256":null}','2010-09-24 01:30:00.000000+00:00','2010-09-24 02:30:00.000000+00:00',NULL,0);
CREATE TABLE poison (
	source TEXT NOT NULL, 
	url TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	since TEXT NOT NULL, 
	CONSTRAINT pk_poison PRIMARY KEY (source, url), 
	CONSTRAINT fk_poison_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "poison" VALUES('syt','https://syt.example/a','33f2799467177287a29260780a107ac98ea63dd6165f67fcc0d74767d0a82090',3,'crashed its ? reader','2010-09-24 01:30:00.000000+00:00');
CREATE TABLE push_request (
	topic TEXT NOT NULL, 
	callback TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	host TEXT NOT NULL, 
	at TEXT NOT NULL, 
	mode TEXT NOT NULL, 
	secret TEXT NOT NULL, 
	lease BIGINT NOT NULL, 
	asks INTEGER NOT NULL, 
	tried TEXT, 
	CONSTRAINT pk_push_request PRIMARY KEY (topic, callback)
);
INSERT INTO "push_request" VALUES('https://hub.vn/feeds/all.atom','https://me.vn/mat-khau-6','all','me.vn','2010-09-24 02:30:00.000000+00:00','subscribe','mat-khau-7',300,1,NULL);
CREATE TABLE reconciliation (
	source TEXT NOT NULL, 
	night DATE NOT NULL, 
	passes INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_reconciliation PRIMARY KEY (source), 
	CONSTRAINT fk_reconciliation_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "reconciliation" VALUES('syt','2010-09-24',1,'2010-09-24 01:30:00.000000+00:00');
CREATE TABLE redaction (
	notice TEXT NOT NULL, 
	at TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	CONSTRAINT pk_redaction PRIMARY KEY (notice), 
	CONSTRAINT fk_redaction_notice FOREIGN KEY(notice) REFERENCES notice (id)
);
INSERT INTO "redaction" VALUES('c','2010-09-24 02:30:00.000000+00:00','yêu cầu','');
CREATE TABLE reference (
	notice TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	relation TEXT NOT NULL, 
	printed TEXT NOT NULL, 
	number TEXT NOT NULL, 
	law TEXT NOT NULL, 
	year INTEGER, 
	issuer TEXT NOT NULL, 
	type TEXT, 
	issued DATE, 
	is_part BOOLEAN NOT NULL, 
	of_number TEXT, 
	of_law TEXT, 
	of_year INTEGER, 
	of_issuer TEXT, 
	of_printed TEXT NOT NULL, 
	sha256 TEXT, 
	page INTEGER, 
	published TEXT NOT NULL, 
	CONSTRAINT pk_reference PRIMARY KEY (notice, position), 
	CONSTRAINT fk_reference_notice FOREIGN KEY(notice) REFERENCES notice (id)
);
INSERT INTO "reference" VALUES('a',0,'basis','1/2010/NĐ-CP','1-nd-cp','',2010,'',NULL,NULL,0,NULL,NULL,NULL,NULL,'',NULL,2,'2010-09-24 01:30:00.000000+00:00');
CREATE TABLE revision (
	notice TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	seen TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	changed JSON NOT NULL, 
	sha256 TEXT, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	html TEXT NOT NULL, 
	state JSON NOT NULL, 
	CONSTRAINT pk_revision PRIMARY KEY (notice, n), 
	CONSTRAINT fk_revision_notice FOREIGN KEY(notice) REFERENCES notice (id)
);
INSERT INTO "revision" VALUES('a',0,'2010-09-24 01:30:00.000000+00:00','','[]','df5ddd75e1e0e3fee2eb4c4d7a160f2673560df8afb145ba651b43f100c0dc57','Thông báo a','Nội dung','','{"url":"https://syt.example/a","summary":"","section":"","section_source":"","lang":"vi","doc_number":null,"doc_type":null,"issued_on":null,"signer":null,"published":"2010-09-24T01:30:00+00:00","published_precision":"minute","published_from":"listing","published_raw":"","html_from":"feed","cites":["1/NĐ"],"attachments":[{"url":"https://f.example/1.pdf","name":"1.pdf","media_type":null,"bytes":null,"sha256":"315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027","state":"text","reason":null,"etag":null,"last_modified":null}]}');
INSERT INTO "revision" VALUES('b',0,'2010-09-24 01:30:00.000000+00:00','','[]',NULL,'Thông báo b','','','{"url":"https://syt.example/b","summary":"","section":"","section_source":"","lang":"vi","doc_number":null,"doc_type":null,"issued_on":null,"signer":null,"published":"2010-09-24T01:30:00+00:00","published_precision":"minute","published_from":"listing","published_raw":"","html_from":"feed","cites":[],"attachments":[]}');
INSERT INTO "revision" VALUES('c',0,'2010-09-24 01:30:00.000000+00:00','','[]','a3c0b0ae713fab5cec62aa7e0156b6b2577bf806182da3ac09d690aefaa4f641','[đã lược bỏ]','','','{}');
INSERT INTO "revision" VALUES('a',1,'2010-09-24 02:30:00.000000+00:00','','["title"]','df5ddd75e1e0e3fee2eb4c4d7a160f2673560df8afb145ba651b43f100c0dc57','Đính chính','Nội dung','','{"url":"https://syt.example/a","summary":"","section":"","section_source":"","lang":"vi","doc_number":null,"doc_type":null,"issued_on":null,"signer":null,"published":"2010-09-24T01:30:00+00:00","published_precision":"minute","published_from":"listing","published_raw":"","html_from":"feed","cites":["1/NĐ"],"attachments":[{"url":"https://f.example/1.pdf","name":"1.pdf","media_type":null,"bytes":null,"sha256":"315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027","state":"text","reason":null,"etag":null,"last_modified":null}]}');
CREATE TABLE rhythm (
	source TEXT NOT NULL, 
	at TEXT NOT NULL, 
	shape JSON NOT NULL, 
	CONSTRAINT pk_rhythm PRIMARY KEY (source), 
	CONSTRAINT fk_rhythm_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "rhythm" VALUES('syt','2010-09-24 01:30:00.000000+00:00','{"a_day":0.30000000000000004,"weekdays":[0.14285714285714285,0.14285714285714285,0.14285714285714285,0.14285714285714285,0.14285714285714285,0.14285714285714285,0.14285714285714285],"slots":[0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332,0.020833333333333332],"after_silence":[1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0],"least":0.3,"within":280.5,"longest":9000.0,"spared":0.0}');
CREATE TABLE scorecard (
	agency TEXT NOT NULL, 
	month DATE NOT NULL, 
	at TEXT NOT NULL, 
	figures JSON NOT NULL, 
	CONSTRAINT pk_scorecard PRIMARY KEY (agency, month)
);
INSERT INTO "scorecard" VALUES('so-y-te','2010-09-01','2010-09-24 01:30:00.000000+00:00','{"deadlines":{"van-ban":2},"punctuality":{"section":"","in_time":1,"late":2,"undated":0,"free":0,"median":1.5,"p90":null,"seen_median":null,"seen_p90":null},"sections":[],"uptime":{"visits":0,"answered":0,"known":0.0,"up":0.0},"links":{"files":0,"broken_files":0,"pages":0,"broken_pages":0},"metadata":{"notices":0,"complete":0,"missing":{}},"feeds":{"feeds":0,"faulty":0,"defects":{}},"wholeness":{"listed":0,"stored":0,"missing":0,"gaps":0}}');
CREATE TABLE session (
	digest TEXT NOT NULL, 
	operator TEXT NOT NULL, 
	created TEXT NOT NULL, 
	seen TEXT NOT NULL, 
	expires TEXT NOT NULL, 
	CONSTRAINT pk_session PRIMARY KEY (digest), 
	CONSTRAINT fk_session_operator FOREIGN KEY(operator) REFERENCES operator (name)
);
INSERT INTO "session" VALUES('c50fe2794160a35353ebef585f98a66ecf063dd685edfd0015a43046994a29af','lan','2010-09-24 01:30:00.000000+00:00','2010-09-24 01:30:00.000000+00:00','2010-10-01 01:30:00.000000+00:00');
CREATE TABLE sighting (
	notice TEXT NOT NULL, 
	source TEXT NOT NULL, 
	"row" JSON, 
	first_seen TEXT NOT NULL, 
	last_seen TEXT NOT NULL, 
	CONSTRAINT pk_sighting PRIMARY KEY (notice, source), 
	CONSTRAINT fk_sighting_source FOREIGN KEY(source) REFERENCES source (slug), 
	CONSTRAINT fk_sighting_notice FOREIGN KEY(notice) REFERENCES notice (id)
);
INSERT INTO "sighting" VALUES('a','syt','{"source": "syt", "url": "https://syt.example/a", "title": "Th\u00f4ng b\u00e1o \ud800 l\u1ea1", "guid": null, "summary": "", "html": "", "html_from": "feed", "dates": [], "section": "", "number": "", "author": "", "files": [], "former_urls": [], "page_sha256": null, "base": "", "moved_from": []}','2010-09-24 01:30:00.000000+00:00','2010-09-24 01:30:00.000000+00:00');
INSERT INTO "sighting" VALUES('b','syt',NULL,'2010-09-24 01:30:00.000000+00:00','2010-09-24 01:30:00.000000+00:00');
INSERT INTO "sighting" VALUES('c','syt',NULL,'2010-09-24 01:30:00.000000+00:00','2010-09-24 01:30:00.000000+00:00');
CREATE TABLE sign_in (
	subject TEXT NOT NULL, 
	failures INTEGER NOT NULL, 
	last TEXT NOT NULL, 
	CONSTRAINT pk_sign_in PRIMARY KEY (subject)
);
INSERT INTO "sign_in" VALUES('name:094a367b026246fb64649c4f868a45d8187821d16a973141436fd9cd2acfdb4a',1,'2010-09-24 01:30:00.000000+00:00');
INSERT INTO "sign_in" VALUES('place:37fcff24bf62035b2b08020afc08b4fecd4fcffce57ab23518e3561ff0fe76b9',1,'2010-09-24 01:30:00.000000+00:00');
CREATE TABLE source (
	slug TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	homepage TEXT NOT NULL, 
	name TEXT NOT NULL, 
	section TEXT, 
	status TEXT NOT NULL, 
	settings JSON NOT NULL, 
	CONSTRAINT pk_source PRIMARY KEY (slug), 
	CONSTRAINT fk_source_agency FOREIGN KEY(agency) REFERENCES agency (slug)
);
INSERT INTO "source" VALUES('syt','so-y-te','https://syt.example/','',NULL,'active','{"article":null,"pages":true,"every":null,"delay":null,"encoding":null,"date_order":"dmy","proxy":null,"headers":{},"tls":{}}');
CREATE TABLE source_day (
	source TEXT NOT NULL, 
	day DATE NOT NULL, 
	collections INTEGER NOT NULL, 
	found INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	edited INTEGER NOT NULL, 
	errors INTEGER NOT NULL, 
	CONSTRAINT pk_source_day PRIMARY KEY (source, day)
)
 WITHOUT ROWID

;
INSERT INTO "source_day" VALUES('syt','2010-09-24',1,3,3,0,0);
CREATE TABLE source_state (
	source TEXT NOT NULL, 
	state TEXT NOT NULL, 
	error TEXT, 
	detail TEXT NOT NULL, 
	since TEXT, 
	last_try TEXT, 
	last_ok TEXT, 
	last_new TEXT, 
	next_due TEXT, 
	failures INTEGER NOT NULL, 
	collections INTEGER NOT NULL, 
	items INTEGER NOT NULL, finding TEXT, 
	CONSTRAINT pk_source_state PRIMARY KEY (source), 
	CONSTRAINT fk_source_state_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "source_state" VALUES('syt','healthy',NULL,'',NULL,NULL,NULL,NULL,'2010-09-24 02:30:00.000000+00:00',0,0,0,NULL);
CREATE TABLE subscriber (
	topic TEXT NOT NULL, 
	callback TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	host TEXT NOT NULL, 
	secret TEXT NOT NULL, 
	expires TEXT NOT NULL, 
	wanted BIGINT NOT NULL, 
	sent BIGINT NOT NULL, 
	tag TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	retry TEXT, 
	error TEXT NOT NULL, 
	CONSTRAINT pk_subscriber PRIMARY KEY (topic, callback)
);
INSERT INTO "subscriber" VALUES('https://hub.vn/feeds/all.atom','https://me.vn/mat-khau-6','all','me.vn','mat-khau-7','2010-09-24 01:35:00.000000+00:00',0,0,'',0,NULL,'');
CREATE TABLE subscription (
	source TEXT NOT NULL, 
	address TEXT NOT NULL, 
	hub TEXT NOT NULL, 
	topic TEXT NOT NULL, 
	token TEXT NOT NULL, 
	secret TEXT NOT NULL, 
	asked TEXT, 
	since TEXT, 
	expires TEXT, 
	tries INTEGER NOT NULL, 
	retry TEXT, 
	error TEXT NOT NULL, 
	pushed TEXT, 
	pushes INTEGER NOT NULL, 
	found TEXT, 
	missed INTEGER NOT NULL, 
	CONSTRAINT pk_subscription PRIMARY KEY (source, address), 
	CONSTRAINT fk_subscription_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "subscription" VALUES('syt','https://syt.vn/rss','https://h.vn/','https://syt.vn/rss','mat-khau-8','mat-khau-9',NULL,NULL,NULL,0,NULL,'',NULL,0,NULL,0);
CREATE TABLE trace (
	notice TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	"key" BIGINT NOT NULL, 
	day INTEGER NOT NULL, 
	CONSTRAINT pk_trace PRIMARY KEY (notice, place), 
	CONSTRAINT fk_trace_notice FOREIGN KEY(notice) REFERENCES notice (id)
)
 WITHOUT ROWID

;
INSERT INTO "trace" VALUES('a',0,-9223372036854775808,734039);
INSERT INTO "trace" VALUES('a',1,9223372036854775807,734039);
CREATE TABLE usual (
	source TEXT NOT NULL, 
	address TEXT NOT NULL, 
	at TEXT NOT NULL, 
	shape JSON NOT NULL, 
	CONSTRAINT pk_usual PRIMARY KEY (source, address), 
	CONSTRAINT fk_usual_source FOREIGN KEY(source) REFERENCES source (slug)
);
INSERT INTO "usual" VALUES('syt','https://syt.vn/rss','2010-09-24 01:30:00.000000+00:00','{"rows":20.0,"spread":0.30000000000000004,"last":20,"whole":0,"pages":1,"titles":1.0,"dated":0.0,"today":0.0,"shown":[["0a1b","2026-11-02"]],"span":0,"failed":0}');
CREATE INDEX ix_source_state_next_due ON source_state (next_due);
CREATE INDEX ix_notice_agency_updated_id ON notice (agency, updated, id);
CREATE INDEX ix_notice_published_id ON notice (published, id);
CREATE INDEX ix_notice_section_updated_id ON notice (section, updated, id);
CREATE INDEX ix_notice_source_updated_id ON notice (source, updated, id);
CREATE INDEX ix_notice_updated_id ON notice (updated, id);
CREATE INDEX ix_notice_withdrawn ON notice (updated, id) WHERE withdrawn IS 1;
CREATE INDEX ix_alias_notice ON alias (notice);
CREATE INDEX ix_sighting_source_notice ON sighting (source, notice);
CREATE INDEX ix_attachment_sha256 ON attachment (sha256);
CREATE INDEX ix_citation_key ON citation ("key");
CREATE INDEX ix_page_notice ON page (notice);
CREATE INDEX ix_page_source_next_check ON page (source, next_check);
CREATE INDEX ix_blob_use_notice ON blob_use (notice);
CREATE INDEX ix_fetch_source_at ON fetch (source, at);
CREATE INDEX ix_collection_source_at ON collection (source, at);
CREATE INDEX ix_notice_number_key ON notice (number_key) WHERE number_key IS NOT NULL;
CREATE INDEX ix_notice_doc_key ON notice (doc_key) WHERE doc_key IS NOT NULL;
CREATE INDEX ix_notice_cluster ON notice (cluster) WHERE cluster IS NOT NULL;
CREATE INDEX ix_notice_type_key_updated_id ON notice (type_key, updated, id) WHERE type_key IS NOT NULL;
CREATE INDEX ix_incident_closed ON incident (closed);
CREATE INDEX ix_incident_updated_id ON incident (updated, id);
CREATE INDEX ix_source_day_day ON source_day (day);
CREATE INDEX ix_gap_closed ON gap (closed);
CREATE INDEX ix_session_operator ON session (operator);
CREATE INDEX ix_api_token_operator ON api_token (operator);
CREATE INDEX ix_audit_subject_id ON audit (subject, id);
CREATE INDEX ix_errand_source_id ON errand (source, id);
CREATE INDEX ix_errand_waiting ON errand (id) WHERE ended IS NULL;
CREATE INDEX ix_scorecard_month ON scorecard (month);
CREATE INDEX ix_correction_notice_id ON correction (notice, id);
CREATE INDEX ix_reference_number_relation_published ON reference (number, relation, published);
CREATE INDEX ix_reference_law ON reference (law, relation, published) WHERE law != '';
CREATE INDEX ix_reference_of_number ON reference (of_number) WHERE of_number IS NOT NULL;
CREATE INDEX ix_reference_of_law ON reference (of_law) WHERE of_law IS NOT NULL;
CREATE INDEX ix_notice_edited ON notice (updated, id) WHERE revisions > 0;
CREATE INDEX ix_evidence_line_notice_n ON evidence_line (notice, n) WHERE fetch IS NULL;
CREATE INDEX ix_evidence_line_sha256 ON evidence_line (sha256) WHERE fetch IS NOT NULL;
CREATE INDEX ix_trace_key_day ON trace ("key", day);
CREATE INDEX ix_likeness_other ON likeness (other);
CREATE INDEX ix_attachment_state_reason ON attachment (state, reason);
CREATE INDEX ix_push_request_host ON push_request (host);
CREATE INDEX ix_subscriber_channel ON subscriber (channel);
CREATE INDEX ix_subscriber_host ON subscriber (host);
CREATE INDEX ix_subscriber_due ON subscriber (retry) WHERE wanted > sent;
CREATE UNIQUE INDEX ix_subscription_token ON subscription (token);
CREATE INDEX ix_notice_place_place_updated_notice ON notice_place (place, updated, notice);
CREATE INDEX ix_notice_agency_published_id ON notice (agency, published, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('change',9);
INSERT INTO "sqlite_sequence" VALUES('audit',5);
INSERT INTO "sqlite_sequence" VALUES('correction',1);
INSERT INTO "sqlite_sequence" VALUES('errand',1);
COMMIT;
