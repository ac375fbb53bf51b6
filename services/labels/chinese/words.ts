const list = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Verbs by which instructions ask. The segmenter takes many of them for nouns (`设计`), adverbs (`比较`) or adjectives. */
export const ASKING_VERBS = list(
  '写 撰写 编写 书写 写出 写下 写作 创作 改写 重写 续写 仿写 扩写 缩写 编 编造 编辑 改编 起草 草拟 拟定 拟写 作 谱写 ' +
    '翻译 译 转换 转化 改 转 换 转写 转述 ' +
    '总结 概括 归纳 概述 简述 综述 叙述 论述 阐述 阐明 描述 描写 讲述 陈述 表述 介绍 解释 说明 讲解 讲 解析 解读 ' +
    '列出 列举 罗列 举例 举出 举例说明 给出 给 提供 提出 提取 抽取 摘录 摘要 生成 产生 输出 打印 返回 显示 展示 ' +
    '分析 评价 评论 评估 点评 评述 比较 对比 区分 辨别 判断 判定 识别 检测 检查 检验 验证 核对 校对 鉴别 确定 确认 ' +
    '分类 归类 归为 分为 划分 标注 标记 标出 分组 分成 拆分 分割 合并 整合 整理 排序 排列 重新排列 组织 筛选 过滤 ' +
    '修改 修正 纠正 改正 更正 润色 优化 改进 改善 完善 提高 提升 增强 简化 精简 缩短 压缩 扩展 扩充 补充 补全 完成 填写 填充 填空 ' +
    '设计 制作 制定 制订 规划 策划 计划 安排 创建 建立 构建 搭建 构造 构思 开发 实现 部署 配置 安装 设置 ' +
    '计算 算 算出 求 求出 求解 解 解答 解决 回答 作答 答 证明 推导 推断 推理 推测 预测 估计 估算 化简 分解 统计 ' +
    '推荐 建议 选择 选出 挑选 选 找 找出 查找 寻找 搜索 检索 查询 查 定位 发现 获取 收集 搜集 ' +
    '告诉 说 说出 说说 谈谈 谈 聊聊 讨论 探讨 思考 想象 假设 设想 分享 回复 回应 答复 解说 演示 画 画出 绘制 作画 绘 ' +
    '扮演 充当 担任 模仿 模拟 训练 学习 了解 知道 理解 掌握 记住 使用 利用 运用 应用 ' +
    '替换 删除 添加 增加 加入 插入 去除 移除 去掉 反转 打乱 复制 调整 更新 处理 清洗 清理 管理 控制 保护 预防 避免 防止 减少 降低 ' +
    '取 起名 取名 命名 造 造句 发送 发 播放 打开 关闭 预订 订 预定 测试 调试 修复 重构 读 阅读 朗读 背诵 仿照 参考 朗诵 列 ' +
    '培养 治疗 缓解 申请 办理 购买 准备 应对 看待 面对 克服 平衡 衡量 测量 度量 定义 形容 表达 表示 体现 突出 强调 ' +
    '制造 烹饪 做 煮 做出 做好 保持 维护 维持 促进 推动 推广 实施 执行 开展 进行 启动 加强 加快 支持 结合 匹配 ' +
    '研究 调查 采访 审查 审核 诊断 监测 监控 追踪 跟踪 记录 保存 存储 导入 导出 读取 加载 上传 下载 遍历 迭代 连接 拼接 ' +
    '辩论 反驳 论证 揭示 阐释 诠释 剖析 评判 评选 打分 评分 改造 创造 找到 指出 描绘 拟 填补 遏制 感知 可视化 教 继续 激活 结合 链接 节约 节省 建造 加热 运营 经营 重组 重述 复述 释义 造出 组成 组词 押韵 对 接 接龙 猜 猜测',
);

/** Verbs that only carry another one: `对文章进行总结` asks to `总结`. */
export const LIGHT_VERBS = list('进行 做 作 做个 做一个 加以 给予 予以 开展');

/** Verbs that are not what is asked for: they state something, or lead to the verb that asks. */
export const NEVER_ASKING = list(
  '是 有 在 属于 觉得 认为 存在 成为 叫 叫做 叫作 称为 位于 来自 没有 具有 拥有 包括 包含 含有 等于 导致 引起 造成 感到 喜欢 ' +
    '可以 能 能够 会 应该 应 应当 需要 必须 要 想 想要 希望 愿意 打算 值得 敢 肯 得 可 可能 请 请问 麻烦 让 使 使得 令 ' +
    '开始 继续 尝试 试着 试图 试 帮 帮助 协助 帮忙 来 去 用来 用于 到 出 给定 下列 以下 有关 关于 如下 相关 随着 作为 当作 ' +
    '根据 按照 依据 基于 针对 通过 为了 对于 例如 比如 譬如 假如 如果 假设 就是 便是 即可 谢谢 感谢 再见 看到 看见 听说 听到 ' +
    '能否 是否 可否 有没有 能不能 可不可以 是不是 会不会 要不要 该不该 应不应该 好不好 有何 适合 发生 出现 说道 ' +
    '说 想到 走 跑 坐 站 住 吃 喝 死 笑 哭 爱 恨 怕',
);

/** Words that lead to another verb, and are passed over. */
export const LEADING = list(
  '能 能够 可以 会 应该 应 应当 需要 必须 要 想 想要 希望 该 可 需 得 才能 才 更好 正确 有效 开始 继续 尝试 试着 试图 来 去 帮助 协助 帮 帮忙 ' +
    '并 并且 同时 然后 再 还 也 都 就 先 最好 更 更加 快速 准确 自己 自行 一起 分别 重新 自动 简单 详细 简要 具体 认真 仔细 直接 尽量 尽可能 ' +
    '高效 合理 有效地 正确地 更好地 请 您 你 你们 于 一下 深入 科学 安全 健康 有效率 成功 轻松',
);

/** Who does it, in a question: `我们如何`, `如何让学生`. */
export const SUBJECTS = list(
  '我 我们 大家 人们 他们 她 他 咱们 人 个人 企业 一个人 公司 学生 教师 老师 父母 家长 员工',
);

/** Prepositions, and verbs that stand before the verb that asks as prepositions do. */
export const PREPOSITIONS = list(
  '用 使用 利用 运用 借助 通过 根据 按照 按 依据 基于 针对 对 对于 就 关于 以 从 在 给 为 为了 向 跟 与 和 同 由 结合 参考 依照 围绕 站在 除了 随着 当 ' +
    '作为 于 采用 应用 凭借 仿照 模仿 依靠 经过 比照 拿 替 不用 不使用 参照 遵循 考虑 每 至 自 自从 沿着 朝 被 比 遵照 让 使 令',
);
/** Those of them that are verbs of their own when no other one follows. */
export const PREPOSITION_VERBS = list('使用 利用 运用 应用 参考 模仿 仿照 采用 用 给 对 结合 遵循 考虑');

/** What makes the verb before it one that is carried out, not part of a noun phrase. */
export const COMPLEMENTS = list(
  '出 成 为 到 给 一下 下 出来 好 完 完整 清楚 起来 下来 一 个 些 这 该 此 以下 下面 下列 上述 上面 如下 一段 一篇 一个 一首 一份 一些 所有 每个 其 它 他们 它们 这些 这个 这段 这篇 关于',
);
/** Nouns before which a verb only describes them: `生成技术`. */
export const DESCRIBED_BY_VERBS = list(
  '技术 算法 方法 工具 模型 系统 软件 框架 语言 功能 平台 库 网络 过程 器 程序 服务 能力 策略 理论 原理 机制 体系 行业 领域 结构 ' +
    '历史 指标 机构 中心 部门 人员 者 员 师 量 率 性 化 方式 的 之间 中 学习 及 经验 习惯 成绩',
);

/** Verbs that say what the thing just named does: `写一个函数计算平均值`. */
export const ACTIONS_OF_OBJECTS = list(
  '来 以 用来 用于 让 使 使得 计算 实现 判断 描述 介绍 说明 解释 表达 讲述 模拟 打印 输出 返回 求 统计 检查 查找 将 把 对 从 并 并且 从而 以便 以及 而 但 但是 如 例如 比如 ' +
    '包括 包含 给 成 为 后 之后 时 是 如何 怎么 怎样 为什么 为何 是否 能够 可以 能 会 要求 作为 用 使用 通过 根据 按照 符合 满足 帮助 以免 以使 避免 有 在 进行 展示 呈现 体现 突出 分析 翻译 不 可能 去 然后 表示 说 应该 需要 其中 基于 比较 更 认识 免受 不受 免于',
);

/** The words of a noun phrase that are no head of it. */
export const NO_HEADS = list(
  '等 等等 之类 方面 中 里 上 下 内 外 之间 之中 之一 以内 以外 左右 前 后 一下 一点 一些 一个 吗 呢 吧 啊 呀 了 着 过 的 地 得 它 他 她 他们 它们 我 你 您 我们 自己 其 此 这 那 这个 那个 这些 那些 ' +
    '以下 下面 如下 上面 上述 下列 以上 出 成 为 到 些 个 什么 哪些 哪个 多少 几 不同 相应 来 去 说 看 好 更 最 很 非常 都 也 就 还 再 时 时候 本身 各自 彼此 对方 给定 所 之 前面 后面 里面 字数 左边 右边 ' +
    '合适 可能 最好 更好 主要 重要 常见 具体 详细 简单 必要 所有 感兴趣 是否 重新 适当 恰当 相关 有关 基本 清楚 流畅 完整 一遍 一次 谢谢 即可 试试 看看 听听 这里 那里 目前 现在 今天 明天',
);

/** Single characters that are words of their own, and do not belong to the word before. */
export const SINGLE_NOUNS = list(
  '诗 信 歌 词 书 文 话 句 图 表 画 菜 酒 茶 病 药 狗 猫 车 人 字 数 水 花 树 鱼 肉 饭 汤 课 事 钱 路 家 国 山 海 树 名 曲 梦 门 题 码 值 库 类 和 积 差 商 根 解 汗 眼 手 脸 房 税 号 ',
);

/** Measure words, after which the segmenter may glue the noun: `首歌曲`. */
export const MEASURE_WORDS = list(
  '首 篇 段 句 个 份 封 条 张 种 部 本 些 道 则 项 款 幅 位 名 只 件 套 组 番 场 次 支 家 类 点 对 双 门 座 匹 头 片 块 节 章 行 列 期 批 轮 样',
);

/** Verbs that ask even when a question follows as their object: `描述风景是什么样子的`. */
export const REPORTING_VERBS = list(
  '描述 介绍 解释 说明 分析 判断 告诉 讨论 探讨 阐述 论述 讲述 谈谈 说说 列出 列举 给出 提供 推荐 总结 概括 简述 讲解 评价 评估 思考 回答 解答 比较 对比 举例说明 描写 说 识别 确定 找出 找到 描绘 对比分析 计算 推断 指出',
);
