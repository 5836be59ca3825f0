"""法人番号システム Web-API v4 of the National Tax Agency: one request, its formats, its manners."""
