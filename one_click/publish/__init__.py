"""What BI tools and people read: written beside the warehouse, switched in one step."""
