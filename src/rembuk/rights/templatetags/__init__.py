"""What templates of rights write."""
