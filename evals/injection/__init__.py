"""Plant attack texts in feeds, reports and questions; compare answers with their clean twins."""
