"""Charges, refunds and saved cards. The room is laid out and still empty: forms state their fee in
words (`FormPage.fee_text`), money is taken at the counter until a gateway stands here."""
