"""What a form is and how it is walked: pure Python, no Django, no project imports.

The browser's mirror (`static/js/form-rules.js`) is held to this code by the vectors in
`tests/eforms/engine/vectors/`.
"""
