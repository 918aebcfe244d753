-- That somebody made a secret for notices is an act, too.
alter table acts drop constraint acts_what_check;
alter table acts add constraint acts_what_check check (what in (
  'refund_approved', 'refund_rejected', 'refund_resolved', 'attention_resolved', 'hold_retried',
  'controls_changed', 'merchant_created', 'merchant_changed', 'key_created', 'key_revoked',
  'notice_secret_made'
));
