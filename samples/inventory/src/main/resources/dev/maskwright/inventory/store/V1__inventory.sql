-- For SQLite and PostgreSQL. Times are milliseconds since 1970 in UTC, shares are of the picture, 0..1.
CREATE TABLE shelf (
  id ${id},
  name TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);

CREATE TABLE scan (
  id ${id},
  shelf_id BIGINT NOT NULL REFERENCES shelf (id),
  taken_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  source TEXT NOT NULL,
  identity TEXT, -- what the same picture is known by
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  model TEXT NOT NULL,
  compared_with BIGINT REFERENCES scan (id), -- null for the first one, and where nothing could be compared
  notes TEXT NOT NULL,
  signature ${bytes} NOT NULL,
  picture ${bytes} -- JPEG; null once it is too old to be kept
);
CREATE INDEX scan_of_shelf ON scan (shelf_id, id);
CREATE INDEX scan_of_identity ON scan (identity);

CREATE TABLE level (
  scan_id BIGINT NOT NULL REFERENCES scan (id),
  label TEXT NOT NULL,
  share DOUBLE PRECISION NOT NULL,
  regions INTEGER NOT NULL,
  items DOUBLE PRECISION,
  PRIMARY KEY (scan_id, label)
);

CREATE TABLE region (
  scan_id BIGINT NOT NULL REFERENCES scan (id),
  label TEXT NOT NULL,
  share DOUBLE PRECISION NOT NULL,
  x DOUBLE PRECISION NOT NULL,
  y DOUBLE PRECISION NOT NULL,
  width DOUBLE PRECISION NOT NULL,
  height DOUBLE PRECISION NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  outline TEXT NOT NULL
);
CREATE INDEX region_of_scan ON region (scan_id);

-- What a shelf is known to have: the state that the next scan is compared with.
CREATE TABLE thing (
  id ${id},
  shelf_id BIGINT NOT NULL REFERENCES shelf (id),
  label TEXT NOT NULL,
  share DOUBLE PRECISION NOT NULL,
  x DOUBLE PRECISION NOT NULL,
  y DOUBLE PRECISION NOT NULL,
  width DOUBLE PRECISION NOT NULL,
  height DOUBLE PRECISION NOT NULL,
  outline TEXT NOT NULL,
  missing INTEGER NOT NULL,
  seen_by BIGINT NOT NULL REFERENCES scan (id)
);
CREATE INDEX thing_of_shelf ON thing (shelf_id);

CREATE TABLE difference (
  id ${id},
  scan_id BIGINT NOT NULL REFERENCES scan (id),
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  share_before DOUBLE PRECISION NOT NULL,
  share_after DOUBLE PRECISION NOT NULL,
  outline_before TEXT,
  outline_after TEXT,
  seen_by BIGINT REFERENCES scan (id)
);
CREATE INDEX difference_of_scan ON difference (scan_id);

CREATE TABLE class_limit (
  id ${id},
  shelf_id BIGINT REFERENCES shelf (id), -- null for every shelf
  label TEXT NOT NULL,
  unit TEXT NOT NULL,
  least DOUBLE PRECISION,
  most DOUBLE PRECISION
);

CREATE TABLE alert (
  id ${id},
  shelf_id BIGINT NOT NULL REFERENCES shelf (id),
  label TEXT NOT NULL,
  unit TEXT NOT NULL,
  side TEXT NOT NULL,
  bound DOUBLE PRECISION NOT NULL,
  raised_by BIGINT NOT NULL REFERENCES scan (id),
  raised_value DOUBLE PRECISION NOT NULL,
  ended_by BIGINT REFERENCES scan (id), -- null while it lasts
  ended_value DOUBLE PRECISION
);
CREATE INDEX alert_of_shelf ON alert (shelf_id);

CREATE TABLE item_area (
  id ${id},
  shelf_id BIGINT REFERENCES shelf (id), -- null for every shelf
  label TEXT NOT NULL,
  share DOUBLE PRECISION NOT NULL,
  low DOUBLE PRECISION NOT NULL,
  high DOUBLE PRECISION NOT NULL,
  samples INTEGER NOT NULL
);

-- What is to be sent, written together with the scan that it tells of, and removed once the receiver has it.
CREATE TABLE outbox (
  id ${id},
  target TEXT NOT NULL,
  topic TEXT NOT NULL,
  body TEXT NOT NULL,
  event_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  next_try_at BIGINT NOT NULL,
  refused_at BIGINT, -- the receiver will not take it however often it is sent
  fault TEXT
);
CREATE INDEX outbox_waiting ON outbox (target, id);
