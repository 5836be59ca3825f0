"""The screens of templates: look, make, keep, load, write out, put in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eforms.building.definitions import DefinitionError
from eforms.building.library import making, ready
from eforms.building.library.forms import InsertForm, KeepForm, LoadForm, NewForm, may_use
from eforms.building.library.models import FormTemplate
from eforms.building.models import FormPage
from eforms.building.outline import APPLICANT, GROUP
from eforms.building.writing import definition_of
from eforms.fields import registry


GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List every template."""
    _refuse_others(request)
    context = {"ready": ready.ready("forms"), "own": ready.own()}
    return _page(request, "index", "フォームのテンプレート", context, trail=[])


@GET_POST
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show the questions of a template; POST makes a form of it."""
    _refuse_others(request)
    template = _template(key)
    form = NewForm(request.user, request.POST or None, initial={"title": template.name})
    if request.method == "POST" and form.is_valid():
        page = _made(request, form, template.definition)
        if page is not None:
            return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        "template": template,
        "form": form,
        "outline": outline(template.sections),
        "may_delete": not template.is_ready and _may_delete(request.user, key),
    }
    return _page(request, "show", template.name, context)


@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a kept template: its maker or an administrator."""
    _refuse_others(request)
    template = _template(key)
    if template.is_ready or not _may_delete(request.user, key):
        raise PermissionDenied
    FormTemplate.objects.filter(pk=key).delete()
    messages.success(request, f"テンプレート「{template.name}」を削除しました。")
    return redirect("form_templates")


@GET_POST
def load(request: HttpRequest) -> HttpResponse:
    """Make a form of a file."""
    _refuse_others(request)
    form = LoadForm(request.user, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            definition = making.from_file(form.cleaned_data["file"])
        except DefinitionError as error:
            form.add_error("file", f"読み込めませんでした。{error}")
        else:
            form.cleaned_data["title"] = form.cleaned_data["title"] or str(
                definition.get("title") or "名称のないフォーム"
            )
            page = _made(request, form, definition, at="file")
            if page is not None:
                return redirect("wagtailadmin_pages:edit", page.pk)
    return _page(request, "load", "JSONから読み込む", {"form": form})


@GET_POST
def keep(request: HttpRequest, page_id: int) -> HttpResponse:
    """Keep a form's newest draft as a template."""
    page = _editable(request, page_id)
    form = KeepForm(request.POST or None, initial={"name": page.title})
    if request.method == "POST" and form.is_valid():
        definition = definition_of(page)
        try:
            making.fresh_body(definition["sections"])
        except DefinitionError as error:
            form.add_error(None, f"まだテンプレートにできません。{error}")
        else:
            template = form.save(commit=False)
            template.definition, template.created_by = definition, request.user
            template.save()
            messages.success(request, f"テンプレート「{template.name}」を保存しました。")
            return redirect("form_template", template.pk)
    return _page(request, "keep", "テンプレートとして保存", {"form": form, "form_page": page})


@require_GET
def write(request: HttpRequest, page_id: int) -> HttpResponse:
    """Send a form's newest draft as a file."""
    page = _editable(request, page_id)
    response = HttpResponse(making.to_file(page), content_type="application/json")
    name = page.code or f"form-{page.pk}"
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@GET_POST
def insert(request: HttpRequest, page_id: int) -> HttpResponse:
    """Put a set of questions into a form's newest draft."""
    page = _editable(request, page_id)
    lock = page.get_lock()
    if lock and lock.for_user(request.user):
        messages.error(
            request,
            "このフォームはロックされています。解除されてから、質問セットを追加してください。",
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    titles = [section["title"] for section in definition_of(page)["sections"]]
    form = InsertForm(titles, request.POST or None, initial={"seen": page.latest_revision_id})
    if request.method == "POST" and form.is_valid():
        chosen = ready.find_questions(form.cleaned_data["questions"])
        if chosen is None:
            raise Http404
        wanted = {"after": form.cleaned_data["after"], "seen": form.cleaned_data["seen"]}
        if making.put_in(page, chosen.sections, user=request.user, **wanted):
            messages.success(request, f"「{chosen.name}」の質問を入れ、下書きとして保存しました。")
            return redirect("wagtailadmin_pages:edit", page.pk)
        messages.warning(
            request,
            "この画面を開いてから、フォームが保存されました。入れる場所を確かめて、もう一度お試しください。",
        )
        return redirect("form_insert", page.pk)
    return _page(request, "insert", "質問セットを追加", {"form": form, "form_page": page})


def outline(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return title and lines of each section: label, type in words, depth, whether conditional."""
    return [
        {"title": section["title"], "lines": list(_lines(section["items"]))} for section in sections
    ]


def _lines(items: list[dict[str, Any]], depth: int = 0) -> Any:
    for item in items:
        is_group = "items" in item
        named = {GROUP: "繰り返し", APPLICANT: "申請者"}.get(item["type"])
        kind = named or registry.get(item["type"]).label
        yield {
            "label": item.get("label") or item.get("text") or "",
            "kind": kind,
            "depth": depth,
            "required": item.get("required"),
            "conditional": bool(item.get("show")),
        }
        if is_group:
            yield from _lines(item["items"], depth + 1)


def _made(request: HttpRequest, form: Any, definition: dict, at: str | None = None) -> Any:
    """Return the new draft, or None with the reason at the form."""
    data = form.cleaned_data
    try:
        page = making.make_draft(
            data["folder"],
            definition,
            title=data["title"],
            organisation=data["organisation"],
            user=request.user,
        )
    except DefinitionError as error:
        form.add_error(at, f"読み込めませんでした。{error}")
        return None
    messages.success(
        request,
        f"「{page.title}」を下書きとして作りました。アクセスURLを付け、内容を確かめてから公開してください。",
    )
    return page


def _template(key: str) -> ready.Template:
    found = ready.find(key)
    if found is None:
        raise Http404
    return found


def _editable(request: HttpRequest, page_id: int) -> FormPage:
    page = get_object_or_404(FormPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page.get_latest_revision_as_object()


def _may_delete(user: Any, key: str) -> bool:
    return user.is_superuser or FormTemplate.objects.filter(pk=key, created_by=user).exists()


def _refuse_others(request: HttpRequest) -> None:
    if not may_use(request.user):
        raise PermissionDenied


def _page(
    request: HttpRequest, name: str, title: str, context: dict, trail: list | None = None
) -> HttpResponse:
    home = [{"url": reverse("wagtailadmin_home"), "label": "ホーム"}]
    page = context.get("form_page")
    if trail is None and page is not None:
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        trail = [{"url": edit, "label": page.title}]
    elif trail is None:
        trail = [{"url": reverse("form_templates"), "label": "フォームのテンプレート"}]
    context |= {
        "header_title": title,
        "header_icon": "copy",
        "breadcrumbs_items": [*home, *trail, {"url": "", "label": title}],
    }
    refused = context.get("form") is not None and context["form"].errors
    return TemplateResponse(
        request, f"eforms/building/library/{name}.html", context, status=422 if refused else 200
    )


library_urls = [
    path("form-templates/", index, name="form_templates"),
    path("form-templates/load/", load, name="form_load"),
    path("form-templates/<slug:key>/", show, name="form_template"),
    path("form-templates/<slug:key>/delete/", delete, name="form_template_delete"),
    path("form-templates/keep/<int:page_id>/", keep, name="form_keep"),
    path("form-templates/write/<int:page_id>/", write, name="form_write"),
    path("form-templates/insert/<int:page_id>/", insert, name="form_insert"),
]
