"""The rules the database keeps itself: versions, journal, facts that stay, sums that balance, who may write what.

Used by migrations only. Everything is created in the schema at hand (the first of search_path), so that functions
which run with their owner's rights name that schema and cannot be led elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

FORGET = """
-- A person's right to be forgotten reaches what nobody may change otherwise: the images in the journal, and the consent
-- ledger, where a keyed hash stands in for each address from then on. What those images could undo stays done.
CREATE OR REPLACE FUNCTION {schema}.forget_contact(forgotten bigint, hashed jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema} AS $$
DECLARE
  touched bigint[];
BEGIN
  UPDATE consent SET value = hashed ->> value, words = '' WHERE hashed ? value;
  SELECT array_agg(id) INTO touched FROM journal
  WHERE (table_name = 'contact' AND row_id = forgotten)
     OR (table_name IN ('address', 'note', 'wish', 'task', 'nudge', 'draft', 'approval', 'thread',
                        'outbox', 'inbox')
         AND forgotten::text IN (before ->> 'contact_id', after ->> 'contact_id'))
     OR (table_name = 'consent' AND (hashed ? (before ->> 'value') OR hashed ? (after ->> 'value')));
  UPDATE action SET undoable = false, slots = '{}'
  WHERE id IN (SELECT action_id FROM journal WHERE id = ANY (touched));
  UPDATE journal SET before = NULL, after = NULL WHERE id = ANY (touched);
  UPDATE journal SET before = before - 'ship_to', after = after - 'ship_to'
  WHERE table_name = 'order' AND forgotten::text IN (before ->> 'contact_id', after ->> 'contact_id');
  UPDATE journal SET actor = 'contact:' || forgotten || ':erased' WHERE actor LIKE 'contact:' || forgotten || ':%';
END $$;
REVOKE EXECUTE ON FUNCTION {schema}.forget_contact FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {schema}.forget_contact TO {schema}_app;
"""

FUNCTIONS = """
CREATE FUNCTION {schema}.bump_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;

-- With its owner's rights: the application's roles may read the journal but not write it.
CREATE FUNCTION {schema}.write_journal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema} AS $$
DECLARE
  old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - 'search' - 'search_text' END;
  new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - 'search' - 'search_text' END;
BEGIN
  INSERT INTO journal (action_id, inbox_id, actor, table_name, row_id, op, before, after)
  VALUES (nullif(current_setting('herring.action', true), '')::bigint,
          nullif(current_setting('herring.inbox', true), '')::bigint,
          coalesce(nullif(current_setting('herring.actor', true), ''), session_user), TG_TABLE_NAME,
          coalesce(new_row ->> 'id', old_row ->> 'id')::bigint, lower(TG_OP), old_row, new_row);
  RETURN NULL;
END $$;

-- Stock is the sum of its moves; CHECK (quantity >= 0) then forbids overselling, however many sell at once.
CREATE FUNCTION {schema}.move_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE stock SET quantity = quantity + NEW.delta WHERE item_id = NEW.item_id;
  IF NOT FOUND THEN
    INSERT INTO stock (item_id, quantity) VALUES (NEW.item_id, NEW.delta);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION {schema}.check_balanced() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema} AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM ledger_entry WHERE transaction_id = NEW.transaction_id
             GROUP BY currency HAVING sum(amount) <> 0) THEN
    RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER move_stock AFTER INSERT ON {schema}.stock_move FOR EACH ROW EXECUTE FUNCTION {schema}.move_stock();
CREATE CONSTRAINT TRIGGER ledger_balanced AFTER INSERT OR UPDATE ON {schema}.ledger_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {schema}.check_balanced();
"""
FUNCTIONS += FORGET

# What went wrong outside, in the same log as the changes and with its owner's rights: it stays written when the row
# that tells of it is tried again. The first argument names the column that says when, the others what is kept.
TROUBLES = """
CREATE FUNCTION {schema}.write_trouble() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema} AS $$
DECLARE
  new_row jsonb := to_jsonb(NEW);
BEGIN
  INSERT INTO journal (inbox_id, actor, table_name, row_id, op, after, at)
  SELECT nullif(current_setting('herring.inbox', true), '')::bigint, 'system::Herring', TG_TABLE_NAME, NEW.id,
         'trouble', jsonb_object_agg(key, value), (new_row ->> TG_ARGV[0])::timestamptz
  FROM jsonb_each(new_row) WHERE key = ANY (TG_ARGV[1:]) AND value <> 'null';
  RETURN NULL;
END $$;

CREATE TRIGGER trouble AFTER INSERT ON {schema}.model_call FOR EACH ROW WHEN (NEW.outcome <> 'answered')
  EXECUTE FUNCTION {schema}.write_trouble('at', 'purpose', 'model', 'outcome', 'reason');
CREATE TRIGGER trouble AFTER INSERT ON {schema}.incident FOR EACH ROW
  EXECUTE FUNCTION {schema}.write_trouble('at', 'source', 'text');
CREATE TRIGGER trouble AFTER UPDATE OF state ON {schema}.outbox FOR EACH ROW
  WHEN (NEW.state IN ('failed', 'unknown', 'refused') AND NEW.state <> OLD.state)
  EXECUTE FUNCTION {schema}.write_trouble('due_at', 'state', 'error', 'error_code', 'channel', 'contact_id', 'user_id');
CREATE TRIGGER trouble_new AFTER INSERT ON {schema}.outbox FOR EACH ROW
  WHEN (NEW.state IN ('failed', 'unknown', 'refused'))
  EXECUTE FUNCTION {schema}.write_trouble('due_at', 'state', 'error', 'error_code', 'channel', 'contact_id', 'user_id');
CREATE TRIGGER trouble AFTER UPDATE OF media_error ON {schema}.inbox FOR EACH ROW
  WHEN (NEW.media_error IS NOT NULL AND NEW.media_error IS DISTINCT FROM OLD.media_error)
  EXECUTE FUNCTION {schema}.write_trouble('received_at', 'media_error', 'channel', 'contact_id', 'user_id');
CREATE TRIGGER trouble_turn AFTER UPDATE OF outcome ON {schema}.inbox FOR EACH ROW
  WHEN (NEW.outcome = 'failed' AND NEW.outcome IS DISTINCT FROM OLD.outcome)
  EXECUTE FUNCTION {schema}.write_trouble('received_at', 'error', 'outcome', 'channel', 'contact_id', 'user_id');
"""

# Who did what, when and because of which message is written once; the receipt's words come when it is done, and UNDO
# marks what it took back.
ACTIONS = """
REVOKE UPDATE, DELETE ON {schema}.action FROM {schema}_app;
GRANT UPDATE (summary, slots, undoable, undoes_id, undone_by_id, approved_by_id) ON {schema}.action TO {schema}_app;
"""

# What every message that arrives asks, whose it is and its row. As functions each connection plans them once and not
# anew for every message, which takes longer than to carry them out.
ARRIVALS = """
-- Whose an address is; nothing where it is nobody's. A phone that is both a user's and a contact's is the user's.
-- also: the channel whose addresses count where this one has none.
CREATE FUNCTION {schema}.owner_of(channel text, also text, value text, OUT user_id bigint, OUT contact_id bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  SELECT address.user_id, CASE WHEN address.user_id IS NULL THEN address.contact_id END
  INTO owner_of.user_id, owner_of.contact_id
  FROM {schema}.address
  LEFT JOIN {schema}."user" ON "user".id = address.user_id
  LEFT JOIN {schema}.contact ON contact.id = address.contact_id
  WHERE address.channel IN (owner_of.channel, owner_of.also) AND address.value = owner_of.value
    AND address.deleted_at IS NULL AND "user".deleted_at IS NULL AND contact.deleted_at IS NULL
  ORDER BY address.channel = owner_of.channel DESC, address.user_id IS NULL, address.id
  LIMIT 1;
END $$;

-- The new row's id; NULL where the message is here already. nobody: whose conversation it is where the address is
-- nobody's. longest: given for a picture, for which the other pictures of its burst wait, but not longer.
CREATE FUNCTION {schema}.store_message(
  channel text, also text, nobody text, our_address text, external_id text, from_address text, sender_name text,
  text text, media jsonb, button text, quoted_id text, raw jsonb, received_at timestamptz, due_at timestamptz,
  media_due_at timestamptz, longest interval
) RETURNS bigint LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  writer record := {schema}.owner_of(store_message.channel, store_message.also, store_message.from_address);
  conversation text := coalesce('u' || writer.user_id, 'c' || writer.contact_id, store_message.nobody);
  stored bigint;
BEGIN
  INSERT INTO {schema}.inbox (channel, our_address, external_id, from_address, sender_name, party, user_id, contact_id,
                              text, media, button, quoted_id, raw, received_at, due_at, media_due_at)
  VALUES (store_message.channel, store_message.our_address, store_message.external_id, store_message.from_address,
          store_message.sender_name, conversation, writer.user_id, writer.contact_id, store_message.text,
          store_message.media, store_message.button, store_message.quoted_id, store_message.raw,
          store_message.received_at, store_message.due_at, store_message.media_due_at)
  ON CONFLICT (channel, our_address, external_id) DO NOTHING RETURNING id INTO stored;
  IF stored IS NOT NULL AND store_message.longest IS NOT NULL THEN
    UPDATE {schema}.inbox SET due_at = least(store_message.due_at, received_at + store_message.longest)
    WHERE party = conversation AND handled_at IS NULL AND jsonb_array_length(media) > 0 AND id <> stored;
  END IF;
  RETURN stored;
END $$;
"""

JOURNALLED = """
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON {schema}."{table}"
  FOR EACH ROW EXECUTE FUNCTION {schema}.write_journal();
"""
# What a whole file brings is known by its import's number: its rows are journalled only when somebody changes them. A
# guest's turn can't ask for that.
BULK = """
CREATE OR REPLACE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON {schema}."{table}" FOR EACH ROW
  WHEN (current_setting('herring.bulk', true) IS DISTINCT FROM 'on' OR current_user LIKE '%\\_guest')
  EXECUTE FUNCTION {schema}.write_journal();
"""
VERSIONED = """
CREATE TRIGGER version BEFORE UPDATE ON {schema}."{table}"
  FOR EACH ROW EXECUTE FUNCTION {schema}.bump_version();
"""

GRANTS = """
GRANT USAGE ON SCHEMA {schema} TO {schema}_app, {schema}_guest;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {schema}_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {schema}_app, {schema}_guest;
REVOKE INSERT, UPDATE, DELETE ON {schema}.journal, {schema}.alembic_version FROM {schema}_app;
REVOKE UPDATE, DELETE ON {schema}.model_call, {schema}.incident FROM {schema}_app;
"""

# What a collector's turn may write: messages, interests, questions, wishes, consent, a draft contact, and the
# machinery of a turn. Whatever a collector says, and whatever our code gets wrong, the rest is refused.
GUEST = """
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {schema}_guest;
REVOKE SELECT ON {schema}.journal, {schema}.token, {schema}.web_session, {schema}.model_call, {schema}.incident,
  {schema}.ledger_transaction, {schema}.ledger_entry, {schema}.draft, {schema}.import_job, {schema}.cost,
  {schema}.invoice, {schema}.listing, {schema}.batch, {schema}.fitted_model, {schema}.forecast
  FROM {schema}_guest;
GRANT INSERT ON {schema}.outbox, {schema}.interest, {schema}.wish, {schema}.consent, {schema}.question,
  {schema}.conversation, {schema}.thread, {schema}.approval, {schema}.action, {schema}.contact, {schema}.address
  TO {schema}_guest;
GRANT UPDATE ON {schema}.inbox, {schema}.question, {schema}.conversation, {schema}.thread TO {schema}_guest;
GRANT UPDATE (summary, slots) ON {schema}.action TO {schema}_guest;
GRANT UPDATE (blocked_reason) ON {schema}.address TO {schema}_guest;
ALTER TABLE {schema}.contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY staff ON {schema}.contact TO {schema}_app USING (true) WITH CHECK (true);
CREATE POLICY guest_reads ON {schema}.contact FOR SELECT TO {schema}_guest USING (true);
CREATE POLICY guest_drafts ON {schema}.contact FOR INSERT TO {schema}_guest WITH CHECK (state = 'draft');
ALTER TABLE {schema}.address ENABLE ROW LEVEL SECURITY;
CREATE POLICY staff ON {schema}.address TO {schema}_app USING (true) WITH CHECK (true);
CREATE POLICY guest_reads ON {schema}.address FOR SELECT TO {schema}_guest USING (true);
CREATE POLICY guest_touches ON {schema}.address FOR UPDATE TO {schema}_guest USING (contact_id IS NOT NULL);
CREATE POLICY guest_writes ON {schema}.address FOR INSERT TO {schema}_guest
  WITH CHECK (user_id IS NULL AND contact_id IS NOT NULL);
"""


def journalled(schema: str, states: Iterable[str], facts: Iterable[str]) -> str:
    """Journal and versions for state tables; journal and append-only for fact tables."""
    sql = []
    for table in states:
        sql.append(
            JOURNALLED.format(schema=schema, table=table) + VERSIONED.format(schema=schema, table=table)
        )
    for table in facts:
        sql.append(JOURNALLED.format(schema=schema, table=table))
        sql.append(f'REVOKE UPDATE, DELETE ON {schema}."{table}" FROM {schema}_app;')
    return "\n".join(sql)


def run_script(connection: Connection, sql: str) -> None:
    """Several statements at once, sent as they are: with parameters the driver would read each % as a placeholder."""
    cursor = connection.connection.cursor()
    cursor.execute(sql)
    cursor.close()
