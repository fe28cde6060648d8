"""What pages are made of. Every Plotly figure and shared Streamlit widget lives here."""
